import type { NoisePredictor } from '../model/noise-predictor.ts';
import { type Tensor } from '../tensor.ts';
import type { InversionMethod, OptimizerName } from '../types.ts';
import type { ProgressCounter } from './progress.ts';
import { type DdimStep } from './schedule.ts';
/** What every inversion of one picture shares. */
export interface InversionRun {
    readonly predictor: NoisePredictor;
    readonly schedule: readonly DdimStep[];
    /** C [1, L, D]: the prompt that describes the picture. */
    readonly conditional: Tensor;
    /** ∅ [1, L, D]: the empty prompt. */
    readonly empty: Tensor;
    /** w */
    readonly guidanceScale: number;
    /** N: most gradient steps per timestep of null-text optimisation. */
    readonly innerSteps: number;
    /** Null-text stops early below this mean squared error, plus 2e-5 per timestep passed. */
    readonly tolerance: number;
    readonly optimizer: OptimizerName;
    readonly signal: AbortSignal | undefined;
    readonly progress: ProgressCounter;
}
/** How the source reaches z̄_0 from z*_T; steps in descending timestep order. */
export interface SourcePath {
    /** z̄_T … z̄_0, [T + 1, C, h, w]. */
    readonly trajectory: Tensor;
    /** ∅_t [T, L, D], or [1, L, D] when one serves every step. */
    readonly nullEmbeddings: Tensor;
    /** UNet rows evaluated without a gradient, and gradient runs. */
    readonly evaluations: {
        readonly forward: number;
        readonly gradient: number;
    };
}
/** Finds the path of a latent z*_0 [1, C, h, w], and what its words looked at on the way. */
export declare function invertLatent(method: InversionMethod, run: InversionRun, latent: Tensor): Promise<SourcePath & {
    readonly attention: Tensor;
}>;
/** Most units of progress that an inversion reports. */
export declare function inversionUnits(method: InversionMethod, schedule: readonly DdimStep[], innerSteps: number): number;
/**
 * Pivotal inversion (Mokady et al. 2023, section 3.2): DDIM run upwards at w = 1, the later
 * timestep with the earlier latent. Returns the pivots z*_T … z*_0 [T + 1, C, h, w] and the mean
 * over steps of the source's cross-attention [side², L].
 */
export declare function ddimInversion(run: InversionRun, latent: Tensor): Promise<{
    pivots: Tensor;
    attention: Tensor;
    forward: number;
}>;
/**
 * Null-text optimisation (Mokady et al. 2023, algorithm 1): at each timestep ∅_t is moved until one
 * guided step from z̄_t lands on the pivot z*_{t−Δ}. The early stop is the reference implementation's.
 */
export declare function nullTextOptimisation(run: InversionRun, pivots: Tensor): Promise<SourcePath>;
/** Guided denoising from z*_T with one null embedding [1, L, D] for every step. */
export declare function guidedPath(run: InversionRun, pivots: Tensor, nullEmbedding: Tensor): Promise<SourcePath>;
