/** Talk that is meant as an edit although nobody named the bot. */
export declare function looksLikeEdit(text: string): boolean;
