/** A prompt as the text encoder reads it. */
export interface EncodedPrompt {
    readonly text: string;
    /** Token ids, padded to the model's context: [L]. */
    readonly ids: readonly number[];
    /** Tokens that are not padding, the two that frame the prompt included. */
    readonly length: number;
    readonly words: readonly PromptWord[];
}
/** A word, or a run of punctuation, and the tokens [start, end) that it became. */
export interface PromptWord {
    /** Lower case, without the punctuation around it. */
    readonly text: string;
    readonly isPunctuation: boolean;
    readonly start: number;
    readonly end: number;
}
export interface PromptTokenizer {
    /** Throws `bad-prompt` for an empty prompt and for one longer than the context. */
    encode(prompt: string): EncodedPrompt;
    /** The prompt of the unconditional branch. */
    readonly empty: EncodedPrompt;
}
/**
 * Reads `tokenizer/` of a model folder, from tokenizer.json or from CLIP's vocab.json and merges.txt.
 * `context` is L, the number of tokens that the text encoder reads.
 */
export declare function openTokenizer(modelFolder: string, context: number): Promise<PromptTokenizer>;
/** The words of a text, with the punctuation before and after each set apart. */
export declare function splitWords(text: string): {
    text: string;
    isPunctuation: boolean;
}[];
