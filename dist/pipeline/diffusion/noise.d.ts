import type { SchedulerConfig } from '../model/scheduler-config.ts';
import { type Tensor } from '../tensor.ts';
import { type DdimStep } from './schedule.ts';
/** How much of the picture and how much noise a latent holds: z_t = signal · z_0 + noise · n. */
export interface NoiseLevel {
    readonly signal: number;
    readonly noise: number;
}
/** The levels of z_T … z_0, T + 1 in all: that of each step's timestep, then of the picture itself. */
export declare function noiseLevels(config: SchedulerConfig, schedule: readonly DdimStep[]): readonly NoiseLevel[];
/** A sample of q(z_t | z_0) (Ho et al. 2020, equation 4) by the noise n ~ N(0, I). */
export declare function addNoise({ signal, noise }: NoiseLevel, latent: Tensor, n: Tensor): Tensor;
/** Independent standard normal numbers in a shape; the same ones for the same seed. */
export declare function gaussianNoise(dims: readonly number[], seed: number): Tensor;
/** Tommy Ettinger's 32-bit generator: uniform numbers in [0, 1). */
export declare function mulberry32(seed: number): () => number;
