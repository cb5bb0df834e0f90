import { type EditMethod, type InpaintSpec, type RedrawSpec } from '../pipeline/types.ts';
import type { EditOptions, EditRequest } from './edit-language.ts';
/** What an edit may be `using`: one method, or `all` of them side by side. */
export type Using = EditMethod | 'all';
/** The method that a word names, whatever its case; undefined for any other word. */
export declare function methodNamed(word: string): Using | undefined;
/** For people: how each method is written. */
export declare const METHOD_LABELS: Readonly<Record<EditMethod, string>>;
/** The dial that says how far a method may go from the source, and where it stands by default. */
export declare const PULL: Readonly<Record<EditMethod, {
    readonly dial: 'strength' | 'ratio';
    readonly usual: number;
}>>;
/** Refuses what the chosen method has no use for. With `all`, each method takes what it knows. */
export declare function checkDials({ options, weights }: Pick<EditRequest, 'options' | 'weights'>): void;
/**
 * Refuses a mask that the chosen method would not look at.
 *
 * @throws WordbrushError `bad-edit`
 */
export declare function checkTakesMask({ using }: EditOptions): void;
/**
 * The pipeline's form of an edit by a method that redraws from noise. `where` is what an inpainting
 * redraws.
 *
 * @throws WordbrushError `bad-edit` when an inpainting names nothing to redraw
 */
export declare function redrawSpecOf({ targetPrompt, options }: EditRequest, method: RedrawSpec['method'], where: InpaintSpec['mask'] | null): RedrawSpec;
export declare function listed(words: readonly string[], last?: 'and' | 'or'): string;
