/** The smallest parts of an edit: quoted text, bare words, and signs. */
export type EditToken = {
    readonly kind: 'quoted';
    readonly text: string;
} | {
    readonly kind: 'word';
    readonly text: string;
} | {
    readonly kind: 'arrow' | 'semicolon' | 'plus' | 'minus' | 'times';
}
/** `++` and `--` after a word: how many signs, negative for minus. */
 | {
    readonly kind: 'signs';
    readonly count: number;
};
/**
 * Undoes what chat clients do to typed text: HTML escapes (Slack), smart dashes, invisible
 * characters, non-breaking spaces.
 */
export declare function normaliseChatText(text: string): string;
/** Splits an edit into tokens. Throws `bad-edit` for a quotation mark that is never closed. */
export declare function tokenizeEdit(input: string): EditToken[];
export declare function clip(text: string): string;
