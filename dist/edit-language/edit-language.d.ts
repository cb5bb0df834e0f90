import { type Using } from './edit-methods.ts';
/**
 * The edit language: one string, the same on every platform.
 *
 *   edit    := clause (';' clause)* option*
 *   clause  := phrase '->' phrase          replace or refine a phrase of the prompt
 *            | phrase '*' number           re-weight a word; range −2 … 5
 *            | phrase '++' | phrase '--'   the same, each sign moves the weight by a half
 *            | '+' phrase | '-' phrase     add to the end, remove
 *   option  := 'strength' number | 'structure' number     0 … 1
 *            | 'using' method                             another editor, or 'all' side by side
 *            | 'ratio' number | 'threshold' number        0 … 1, dials of those editors
 *            | 'repeats' count | 'seed' count
 *            | 'only' phrase | 'keep' phrase              where pixels may change
 *            | 'x' count                                  variations, 1 … 9
 *   phrase  := quoted text | bare words up to the next sign or option
 */
export interface EditRequest {
    /** The prompt after the edit. */
    readonly targetPrompt: string;
    /** Phrases of the target prompt and the factor on their attention. */
    readonly weights: readonly {
        readonly words: string;
        readonly factor: number;
    }[];
    /** What each arrow replaced, in order: says which words stand for each other. */
    readonly replacements: readonly {
        readonly from: string;
        readonly to: string;
    }[];
    readonly options: EditOptions;
}
export interface EditOptions {
    /** How far the words may pull the picture from its source, 0 … 1; default 0.5, for Prompt-to-Prompt. */
    readonly strength?: number;
    /** How much of the source's layout stays, 0 … 1. */
    readonly structure?: number;
    /** Only this object may change. */
    readonly only?: string;
    /** This object must not change. */
    readonly keep?: string;
    /** Number of pictures to make. */
    readonly variations?: number;
    /** The method that draws; default Prompt-to-Prompt. Its own dials follow; see `EditSpec`. */
    readonly using?: Using;
    readonly ratio?: number;
    readonly threshold?: number;
    readonly repeats?: number;
    readonly seed?: number;
}
export declare const WEIGHT_RANGE: {
    readonly min: -2;
    readonly max: 5;
};
/**
 * Parses an edit and applies it to a prompt.
 *
 * @throws WordbrushError `bad-edit`, always a sentence for the person who typed it
 */
export declare function parseEdit(text: string, prompt: string): EditRequest;
/**
 * Where a phrase stands in a prompt.
 *
 * @throws WordbrushError `bad-edit` with the nearest words when it does not
 */
export declare function spanOf(prompt: string, phrase: string): {
    start: number;
    end: number;
};
