/** Text as prompts hold it: one normalisation and one way to split words, for people and models alike. */
/** Takes out what is not seen: format and control characters but line breaks, and blank letters. */
export declare function withoutUnseen(text: string): string;
/**
 * A prompt or a phrase of one as it is compared, kept and read by the model: NFKC, nothing unseen,
 * single spaces, straight apostrophes inside words.
 */
export declare function normaliseText(text: string): string;
/** A word of a text with what touches it. */
export interface TextWord {
    /** Whether white space stands before it. */
    readonly spaced: boolean;
    /** Opening punctuation that touches it. */
    readonly lead: string;
    /** As written. Punctuation only where it stands alone, such as “&”. */
    readonly text: string;
    /** Closing punctuation that touches it. */
    readonly trail: string;
}
/** Whether anything in a text can be a word: letters, digits, emoji. */
export declare function saysSomething(text: string): boolean;
/**
 * Splits a text into words: at white space, around emoji, at commas and the like, and where a script
 * without spaces has its word boundaries (UAX #29).
 */
export declare function textWords(text: string): TextWord[];
/** The text of some words; `textWords` undone. */
export declare function joinWords(words: readonly TextWord[]): string;
/** What of a word is compared: lower case, emoji without their variation selectors. */
export declare function keyOf(text: string): string;
/** Whether a word is a verb in -ing, such as “wearing”, and not a ring, a starling or a building. */
export declare function isParticiple(word: string): boolean;
