import type { SchedulerConfig } from '../../model/config/scheduler-config.ts';
import { sizeOf, type Tensor, tensor } from '../../tensor.ts';
import { cumulativeAlphas, type DdimStep } from './schedule.ts';

/** How much of the picture and how much noise a latent holds: z_t = signal · z_0 + noise · n. */
export interface NoiseLevel {
  readonly signal: number; // √ᾱ_t
  readonly noise: number; // √(1−ᾱ_t)
}

/** The levels of z_T … z_0, T + 1 in all: that of each step's timestep, then of the picture itself. */
export function noiseLevels(
  config: SchedulerConfig,
  schedule: readonly DdimStep[],
): readonly NoiseLevel[] {
  const alphas = cumulativeAlphas(config);
  const levels = schedule.map(({ timestep }) => ({
    signal: Math.sqrt(alphas[timestep]!),
    noise: Math.sqrt(1 - alphas[timestep]!),
  }));
  return [...levels, { signal: 1, noise: 0 }];
}

/** A sample of q(z_t | z_0) (Ho et al. 2020, equation 4) by the noise n ~ N(0, I). */
export function addNoise({ signal, noise }: NoiseLevel, latent: Tensor, n: Tensor): Tensor {
  return tensor(
    latent.data.map((z, i) => signal * z + noise * n.data[i]!),
    latent.dims,
  );
}

/** Independent standard normal numbers in a shape; the same ones for the same seed. */
export function gaussianNoise(dims: readonly number[], seed: number): Tensor {
  const random = mulberry32(seed);
  const data = Float32Array.from({ length: sizeOf(dims) }, () => {
    // Box and Muller 1958; 1 − u keeps the logarithm off 0.
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return radius * Math.cos(2 * Math.PI * random());
  });
  return tensor(data, dims);
}

/** Tommy Ettinger's 32-bit generator: uniform numbers in [0, 1). */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
