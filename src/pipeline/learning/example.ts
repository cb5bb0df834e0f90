import { gaussianNoise } from '../diffusion/schedule/noise.ts';
import { cumulativeAlphas } from '../diffusion/schedule/schedule.ts';
import type { SchedulerConfig } from '../model/config/scheduler-config.ts';
import { type Tensor, tensor } from '../tensor.ts';
import type { TrainingExample } from './trainer.ts';

/** Above 1, examples are noisier than evenly: what a thing is is decided early. */
const NOISY = 1.5;

/**
 * Makes examples of latents: z_t = √ᾱ z_0 + √(1−ᾱ) ε at a random timestep t/T = 1 − u^1.5, u even in 0 … 1,
 * with ε, or v = √ᾱ ε − √(1−ᾱ) z_0, to be predicted.
 */
export function exampleMaker(
  scheduler: SchedulerConfig,
  random: () => number,
): (latent: Tensor, context: Tensor) => TrainingExample {
  const alphas = cumulativeAlphas(scheduler);
  const isVelocity = scheduler.prediction_type === 'v_prediction';
  return ({ data, dims }, context) => {
    const timestep = Math.min(
      alphas.length - 1,
      Math.floor((1 - random() ** NOISY) * alphas.length),
    );
    const noise = gaussianNoise(dims, Math.floor(random() * 2 ** 31));
    const [s, n] = [Math.sqrt(alphas[timestep]!), Math.sqrt(1 - alphas[timestep]!)];
    const mix = (a: number, b: number) =>
      tensor(
        data.map((z, i) => a * z + b * noise.data[i]!),
        dims,
      );
    return { sample: mix(s, n), timestep, context, target: isVelocity ? mix(-n, s) : noise };
  };
}
