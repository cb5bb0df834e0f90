import type { EncodedPrompt } from '../model/tokenizer.ts';
import { type Tensor } from '../tensor.ts';
/**
 * Which source tokens stand for each target token (Hertz et al. 2022, section 3.2). The edited
 * cross-attention of a target token is its column of A_src · mapper or, where unmatched, the
 * target's own column.
 */
export interface TokenAlignment {
    /** M [L, L]: column j weighs the source tokens that stand for target token j. */
    readonly mapper: Tensor;
    /** [L]: target tokens that no source token stands for. */
    readonly unmatched: readonly boolean[];
}
/**
 * How two prompts align by themselves. Replacing takes the words by their places, so that it is for
 * words that stay in theirs: “a cat on a red background” and “a big cat on a background” have as many
 * words and share most of them, but hardly one in the same place.
 */
export declare function naturalAlignment(source: EncodedPrompt, target: EncodedPrompt): 'replace' | 'refine';
/** Whether the words of two prompts correspond one to one, as replacing needs. */
export declare function canReplace(source: EncodedPrompt, target: EncodedPrompt): boolean;
/**
 * Replace: word i of the target stands where word i of the source stood. Equal token counts match
 * one to one; otherwise each source token of a word spreads evenly over its target tokens.
 * Throws `bad-edit` when the word counts differ.
 */
export declare function replaceAlignment(source: EncodedPrompt, target: EncodedPrompt): TokenAlignment;
/**
 * Refine: words were added or removed. Needleman–Wunsch over the token ids finds the tokens that
 * both prompts share; the others keep the target's own attention.
 */
export declare function refineAlignment(source: EncodedPrompt, target: EncodedPrompt): TokenAlignment;
/**
 * Pairs [i, j] of the Needleman–Wunsch alignment of x and y. Among equal scores, skipping in y
 * (left) comes before skipping in x (up), and both before a pair (diagonal).
 */
export declare function globalAlignment(x: readonly number[], y: readonly number[]): [number, number][];
