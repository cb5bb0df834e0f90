import { type EditOptions } from '../../edit-language/edit-language.ts';
import type { EditSpec } from '../../pipeline/types.ts';
import type { Requester, Result, Settings, Source, WordWeight } from '../thread/threads.ts';
/** What a new result of a thread is made of; its id and place in the tree are given by the caller. */
type Plan = Pick<Result, 'title' | 'prompt' | 'replacements' | 'weights' | 'edited' | 'options' | 'assumed' | 'mask' | 'parent' | 'source'>;
/** A result that has not been drawn. Of the one that a plan was made from it takes nothing else. */
export declare function resultFrom(plan: Plan, id: string, requester: Requester): Result;
/**
 * The edit that a text asks for on a result: it chains on the result's prompt.
 *
 * @throws WordbrushError `bad-edit`
 */
export declare function planEdit(text: string, from: Result, source: Source, defaults: Settings, mask?: Uint8Array): Plan;
/** The same words with another strength: of the weights where the edit weighed words, else of the pull. */
export declare function planStrength(from: Result, parent: Result | undefined, step: 1 | -1): Plan;
/** Four ways to draw the same words. */
export declare function planVariations(from: Result): Plan;
/** The same words with other weights, by reactions. */
export declare function planReweighted(from: Result, weights: readonly WordWeight[], title: string): Plan;
/**
 * The pipeline's form of a result: one spec a variation, or with `using all` one a method. `mask` is
 * the picture file that says where to inpaint.
 */
export declare function specsOf(result: Plan, source: Source, mask?: Uint8Array): EditSpec[];
/** What tells variation i of a result from the others, for people. */
export declare function variationLabel(i: number, options: EditOptions): string;
export {};
