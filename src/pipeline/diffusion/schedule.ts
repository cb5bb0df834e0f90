import { WordbrushError } from '../errors.ts';
import type { SchedulerConfig } from '../model/folder.ts';
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
 * The T steps of DDIM (Song et al. 2021, equation 12 with σ = 0) in descending timestep order.
 * Timesteps are spaced by Δ = ⌊train steps / T⌋ from offset 0, as null-text inversion needs.
 * Throws `bad-option` unless 2 ≤ T ≤ the train steps (one step alone would be t = 0, the identity).
 */
export function ddimSchedule(config: SchedulerConfig, steps: number): DdimStep[] {
  const trainSteps = config.num_train_timesteps;
  if (!Number.isInteger(steps) || steps < 2 || steps > trainSteps)
    throw new WordbrushError(
      'bad-option',
      `The number of steps is ${steps}; it must be a whole number from 2 to ${trainSteps}.`,
    );
  const alphas = cumulativeAlphas(config);
  const finalAlpha = config.set_alpha_to_one ? 1 : alphas[0]!;
  const spacing = Math.floor(trainSteps / steps);

  return Array.from({ length: steps }, (_, i) => {
    const timestep = (steps - 1 - i) * spacing;
    const alpha = alphas[timestep]!;
    const previous = timestep >= spacing ? alphas[timestep - spacing]! : finalAlpha;
    const { a, b } = COEFFICIENTS[config.prediction_type](alpha, previous);
    return {
      timestep,
      latentCoefficient: a,
      predictionCoefficient: b,
      isIdentity: alpha === previous,
    };
  });
}

/**
 * z_{t−Δ} = √ᾱ_{t−Δ} z0 + √(1−ᾱ_{t−Δ}) ε, written as a·z + b·m:
 * - epsilon: m = ε and z0 = (z − √(1−ᾱ_t) ε) / √ᾱ_t;
 * - v_prediction: z0 = √ᾱ_t z − √(1−ᾱ_t) v and ε = √ᾱ_t v + √(1−ᾱ_t) z (Salimans and Ho 2022).
 */
const COEFFICIENTS = {
  epsilon: (alpha: number, previous: number) => {
    const a = Math.sqrt(previous) / Math.sqrt(alpha);
    return { a, b: Math.sqrt(1 - previous) - a * Math.sqrt(1 - alpha) };
  },
  v_prediction: (alpha: number, previous: number) => ({
    a: Math.sqrt(previous) * Math.sqrt(alpha) + Math.sqrt(1 - previous) * Math.sqrt(1 - alpha),
    b: Math.sqrt(1 - previous) * Math.sqrt(alpha) - Math.sqrt(previous) * Math.sqrt(1 - alpha),
  }),
};

/** ᾱ_t = Π (1 − β_s) for s ≤ t, one per train step. */
export function cumulativeAlphas(config: SchedulerConfig): Float64Array {
  const { num_train_timesteps: count, beta_start: start, beta_end: end } = config;
  const scaled = config.beta_schedule === 'scaled_linear';
  const alphas = new Float64Array(count);
  let product = 1;
  for (let t = 0; t < count; t++) {
    const u = count > 1 ? t / (count - 1) : 0;
    const beta = scaled
      ? (Math.sqrt(start) + u * (Math.sqrt(end) - Math.sqrt(start))) ** 2
      : start + u * (end - start);
    product *= 1 - beta;
    alphas[t] = product;
  }
  return alphas;
}

/** Denoise: z_{t−Δ} from z_t and the network's output. */
export function stepDown(step: DdimStep, latent: Tensor, prediction: Tensor): Tensor {
  const { latentCoefficient: a, predictionCoefficient: b } = step;
  return zip(latent, prediction, (z, m) => a * z + b * m);
}

/** The same formula the other way: z_t from z_{t−Δ} and the network's output at t. */
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
