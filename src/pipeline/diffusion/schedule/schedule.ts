import type { SchedulerConfig } from '../../model/config/scheduler-config.ts';
import type { Tensor } from '../../tensor.ts';
import { spacedTimesteps } from './timesteps.ts';

/**
 * One deterministic DDIM step, from the latent at `timestep` to the one below it. It is affine in
 * the latent z and the network's raw output m, whether that is ε or v:
 *
 *     z_{t−Δ} = latentCoefficient · z_t + predictionCoefficient · m
 */
export interface DdimStep extends Affine {
  readonly timestep: number;
  /** The step changes nothing, so the network need not run: t = 0 when ᾱ_final = ᾱ_0. */
  readonly isIdentity: boolean;
  /** ẑ_0 from z_t and m: the picture as seen through the noise. */
  readonly clean: Affine;
}

interface Affine {
  readonly latentCoefficient: number;
  readonly predictionCoefficient: number;
}

/**
 * The T steps of DDIM (Song et al. 2021, equation 12 with σ = 0) in descending timestep order, at the
 * timesteps of the model's scheduler.
 * Throws `bad-option` for a T that the scheduler has no timesteps for.
 */
export function ddimSchedule(config: SchedulerConfig, steps: number): DdimStep[] {
  return ddimStepsAt(config, spacedTimesteps(config, steps));
}

/** DDIM's steps through given timesteps, which descend. */
export function ddimStepsAt(config: SchedulerConfig, timesteps: readonly number[]): DdimStep[] {
  const alphas = cumulativeAlphas(config);
  const finalAlpha = config.set_alpha_to_one ? 1 : alphas[0]!;
  return timesteps.map((timestep, i) => {
    const next = timesteps[i + 1];
    const alpha = alphas[timestep]!;
    const previous = next === undefined ? finalAlpha : alphas[next]!;
    const towards = COEFFICIENTS[config.prediction_type];
    return {
      timestep,
      ...towards(alpha, previous),
      isIdentity: alpha === previous,
      clean: towards(alpha, 1),
    };
  });
}

/** UNet runs of some steps; the identity needs none. */
export function runsOf(steps: readonly DdimStep[]): number {
  return steps.filter((step) => !step.isIdentity).length;
}

/**
 * z_{t−Δ} = √ᾱ_{t−Δ} z0 + √(1−ᾱ_{t−Δ}) ε as an affine map of z and m:
 * - epsilon: m = ε and z0 = (z − √(1−ᾱ_t) ε) / √ᾱ_t;
 * - v_prediction: z0 = √ᾱ_t z − √(1−ᾱ_t) v and ε = √ᾱ_t v + √(1−ᾱ_t) z (Salimans and Ho 2022).
 */
const COEFFICIENTS = {
  epsilon: (alpha: number, previous: number): Affine => {
    const scale = Math.sqrt(previous) / Math.sqrt(alpha);
    return {
      latentCoefficient: scale,
      predictionCoefficient: Math.sqrt(1 - previous) - scale * Math.sqrt(1 - alpha),
    };
  },
  v_prediction: (alpha: number, previous: number): Affine => ({
    latentCoefficient:
      Math.sqrt(previous) * Math.sqrt(alpha) + Math.sqrt(1 - previous) * Math.sqrt(1 - alpha),
    predictionCoefficient:
      Math.sqrt(1 - previous) * Math.sqrt(alpha) - Math.sqrt(previous) * Math.sqrt(1 - alpha),
  }),
};

/** ᾱ_t = Π (1 − β_s) for s ≤ t, one per train step. */
export function cumulativeAlphas(config: SchedulerConfig): Float64Array {
  const alphas = new Float64Array(config.num_train_timesteps);
  let product = 1;
  for (const [t, beta] of betasOf(config).entries()) {
    product *= 1 - beta;
    alphas[t] = product;
  }
  return config.rescale_betas_zero_snr ? withoutSignalAtTheEnd(alphas) : alphas;
}

function betasOf(config: SchedulerConfig): readonly number[] {
  if (config.trained_betas) return config.trained_betas;
  const { num_train_timesteps: count, beta_start: start, beta_end: end } = config;
  const between = (from: number, to: number, t: number) =>
    count > 1 ? from + (t / (count - 1)) * (to - from) : from;
  const beta = {
    linear: (t: number) => between(start, end, t),
    scaled_linear: (t: number) => between(Math.sqrt(start), Math.sqrt(end), t) ** 2,
    // Nichol and Dhariwal 2021, equation 17, with β at most 0.999.
    squaredcos_cap_v2: (t: number) =>
      Math.min(1 - cosineAlpha((t + 1) / count) / cosineAlpha(t / count), 0.999),
  }[config.beta_schedule];
  return Array.from({ length: count }, (_, t) => beta(t));
}

function cosineAlpha(u: number): number {
  return Math.cos(((u + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
}

/** √ᾱ shifted and scaled so that ᾱ_0 stays and the last ᾱ is 0 (Lin et al. 2023, algorithm 1). */
function withoutSignalAtTheEnd(alphas: Float64Array): Float64Array {
  const first = Math.sqrt(alphas[0]!);
  const last = Math.sqrt(alphas.at(-1)!);
  return alphas.map((alpha) => (((Math.sqrt(alpha) - last) * first) / (first - last)) ** 2);
}

/** Denoise: z_{t−Δ} from z_t and the network's output. */
export function stepDown(step: DdimStep, latent: Tensor, prediction: Tensor): Tensor {
  const { latentCoefficient: a, predictionCoefficient: b } = step;
  return zip(latent, prediction, (z, m) => a * z + b * m);
}

/** ẑ_0 from z_t and the network's output. */
export function lookThrough({ clean }: DdimStep, latent: Tensor, prediction: Tensor): Tensor {
  const { latentCoefficient: a, predictionCoefficient: b } = clean;
  return zip(latent, prediction, (z, m) => a * z + b * m);
}

/** `stepDown` the other way: z_t from z_{t−Δ} and the network's output at t. */
export function stepUp(step: DdimStep, latent: Tensor, prediction: Tensor): Tensor {
  const { latentCoefficient: a, predictionCoefficient: b } = step;
  return zip(latent, prediction, (z, m) => (z - b * m) / a);
}

/** Classifier-free guidance (Ho and Salimans 2021): m_u + w (m_c − m_u). */
export function guide(unconditional: Tensor, conditional: Tensor, guidanceScale: number): Tensor {
  return zip(unconditional, conditional, (u, c) => u + guidanceScale * (c - u));
}

/** x + scale y */
export function addScaled(x: Tensor, scale: number, y: Tensor): Tensor {
  return zip(x, y, (a, b) => a + scale * b);
}

function zip(x: Tensor, y: Tensor, f: (x: number, y: number) => number): Tensor {
  return { data: x.data.map((value, i) => f(value, y.data[i]!)), dims: x.dims };
}
