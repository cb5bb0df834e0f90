import type { NoisePredictor } from '../model/noise-predictor.ts';
import { type Tensor } from '../tensor.ts';
import type { Progress } from '../types.ts';
import { type Mask } from './mask.ts';
import { type NoiseLevel } from './noise.ts';
import type { ProgressCounter } from './progress.ts';
import { type DdimStep } from './schedule.ts';
/** What the editors share that redraw a picture from noise instead of following its inversion. */
export interface RedrawRun {
    readonly predictor: NoisePredictor;
    readonly schedule: readonly DdimStep[];
    /** Of z_T … z_0. */
    readonly levels: readonly NoiseLevel[];
    /** z_0 of the picture, [1, C, h, w]. */
    readonly latent: Tensor;
    /** Embeddings of the source, the target and the empty prompt, [1, L, D] each. */
    readonly source: Tensor;
    readonly target: Tensor;
    readonly empty: Tensor;
    /** w */
    readonly guidanceScale: number;
    readonly seed: number;
    readonly signal: AbortSignal | undefined;
    readonly progress: ProgressCounter;
}
/** What an editor gives back: z_0 [1, C, h, w], where it might differ, and the UNet rows evaluated. */
export interface Redrawn {
    readonly latent: Tensor;
    readonly mask: Mask | null;
    readonly rows: number;
}
/** Keeps what is outside a mask at each step: `at` gives z_i of the path that it follows, i in 0 … T. */
export interface Background {
    readonly mask: Mask;
    readonly at: (i: number) => Tensor;
}
/** The index in z_T … z_0 at which a share of the schedule is left: 0 for all of it, T for none. */
export declare function indexAt(share: number, schedule: readonly DdimStep[]): number;
/** UNet runs from index i down to z_0; the identity needs none. */
export declare function runsFrom(i: number, schedule: readonly DdimStep[]): number;
/** z_i of the picture by the seed's noise. */
export declare function noised(run: RedrawRun, i: number, seed?: number): Tensor;
/** One prediction per context, all of one latent or each of its own; stops first when cancelled. */
export declare function predictRows(run: RedrawRun, phase: Progress['phase'], timestep: number, latents: readonly Tensor[], contexts: readonly Tensor[]): Promise<Tensor[]>;
/**
 * Guided denoising under the target prompt from z_i down to z_0. With a background the latent keeps
 * to it outside the mask: z := M z + (1 − M) y at each step (Couairon et al. 2022, section 3.2).
 */
export declare function denoise(run: RedrawRun, first: number, start: Tensor, background: Background | null): Promise<{
    latent: Tensor;
    rows: number;
}>;
