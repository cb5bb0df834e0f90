import type { SchedulerConfig } from '../model/scheduler-config.ts';
import type { Tensor } from '../tensor.ts';
/**
 * One deterministic DDIM step, from the latent at `timestep` to the one below it. It is affine in
 * the latent z and the network's raw output m, whether that is ε or v:
 *
 *     z_{t−Δ} = latentCoefficient · z_t + predictionCoefficient · m
 */
export interface DdimStep {
    readonly timestep: number;
    readonly latentCoefficient: number;
    readonly predictionCoefficient: number;
    /** The step changes nothing, so the network need not run: t = 0 when ᾱ_final = ᾱ_0. */
    readonly isIdentity: boolean;
}
/**
 * The T steps of DDIM (Song et al. 2021, equation 12 with σ = 0) in descending timestep order, at the
 * timesteps of the model's scheduler.
 * Throws `bad-option` for a T that the scheduler has no timesteps for.
 */
export declare function ddimSchedule(config: SchedulerConfig, steps: number): DdimStep[];
/** DDIM's steps through given timesteps, which descend. */
export declare function ddimStepsAt(config: SchedulerConfig, timesteps: readonly number[]): DdimStep[];
/** ᾱ_t = Π (1 − β_s) for s ≤ t, one per train step. */
export declare function cumulativeAlphas(config: SchedulerConfig): Float64Array;
/** Denoise: z_{t−Δ} from z_t and the network's output. */
export declare function stepDown(step: DdimStep, latent: Tensor, prediction: Tensor): Tensor;
/** The same formula the other way: z_t from z_{t−Δ} and the network's output at t. */
export declare function stepUp(step: DdimStep, latent: Tensor, prediction: Tensor): Tensor;
/** Classifier-free guidance (Ho and Salimans 2021): m_u + w (m_c − m_u). */
export declare function guide(unconditional: Tensor, conditional: Tensor, guidanceScale: number): Tensor;
/** x + scale y */
export declare function addScaled(x: Tensor, scale: number, y: Tensor): Tensor;
