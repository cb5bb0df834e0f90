/** Words of a prompt, and phrases found in it without regard to case and punctuation. */
export interface Word {
    /** As written, with its punctuation. */
    readonly text: string;
    /** Lower case, without punctuation at its ends: what is compared. */
    readonly key: string;
}
export interface Span {
    readonly start: number;
    readonly end: number;
}
/** Splits a prompt at white space. */
export declare function wordsOf(prompt: string): Word[];
/** The first place where the words of `phrase` stand one after another in `prompt`, or null. */
export declare function findPhrase(prompt: string, phrase: string): Span | null;
/**
 * The prompt with the words of a span replaced. The punctuation that followed the old phrase
 * follows the new one, and an article before it agrees: "a cat," → "an owl,".
 */
export declare function replaceSpan(prompt: string, span: Span, replacement: string): string;
/** Words or phrases of the prompt that look most like `phrase`, best first, at most three. */
export declare function nearestPhrases(prompt: string, phrase: string): string[];
export declare const FUNCTION_WORDS: Set<string>;
/** The words of a prompt that say something, in lower case. */
export declare function contentWords(prompt: string): string[];
