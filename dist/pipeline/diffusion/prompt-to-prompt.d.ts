import type { NoisePredictor } from '../model/noise-predictor.ts';
import { type Tensor } from '../tensor.ts';
import { type AttentionControl } from './attention-control.ts';
import { type FreshNoise } from './fresh-noise.ts';
import { type LocalBlend } from './local-blend.ts';
import { type NewObject } from './new-object.ts';
import type { ProgressCounter } from './progress.ts';
import { type DdimStep } from './schedule.ts';
import { type Emphasis } from './word-guidance.ts';
/** The source of every edit of a batch. */
export interface EditRun {
    readonly predictor: NoisePredictor;
    readonly schedule: readonly DdimStep[];
    /** z̄_T … z̄_0, [T + 1, C, h, w]. */
    readonly trajectory: Tensor;
    /** ∅_t [T, L, D], or [1, L, D] for every step. */
    readonly nullEmbeddings: Tensor;
    /** Embedding of the source prompt, [1, L, D]. */
    readonly sourceContext: Tensor;
    readonly signal: AbortSignal | undefined;
    readonly progress: ProgressCounter;
}
/** One wanted picture. */
export interface EditTarget {
    /** Embedding of the target prompt, [1, L, D]. */
    readonly context: Tensor;
    readonly control: AttentionControl;
    /** Null when pixels may change everywhere. */
    readonly blend: LocalBlend | null;
    /** None for the paper's algorithm. */
    readonly emphases: readonly Emphasis[];
    /** None for the paper's algorithm. */
    readonly newObject: NewObject | null;
    /** w */
    readonly guidanceScale: number;
    /** Null for the paper's algorithm. */
    readonly noise: FreshNoise | null;
}
/**
 * Prompt-to-Prompt (Hertz et al. 2022, algorithm 1) on an inverted picture: denoises targets from
 * z*_T while their attention follows the source's. The source is not denoised again: its latents
 * are the stored trajectory, so it cannot drift. Returns each target's z_0 [1, C, h, w] and the
 * UNet rows evaluated.
 */
export declare function editLatents(run: EditRun, targets: readonly EditTarget[]): Promise<{
    latents: Tensor[];
    rows: number;
}>;
/** Units of progress that `editLatents` reports. */
export declare function editUnits(schedule: readonly DdimStep[], targets: readonly EditTarget[]): number;
