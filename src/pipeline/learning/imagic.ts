import type { ProgressCounter } from '../diffusion/progress.ts';
import { mulberry32 } from '../diffusion/schedule/noise.ts';
import { throwIfCancelled } from '../errors.ts';
import type { SchedulerConfig } from '../model/config/scheduler-config.ts';
import { type Tensor, tensor } from '../tensor.ts';
import { AdamW } from './adamw.ts';
import { exampleMaker } from './example.ts';
import type { Trainer } from './trainer.ts';

export interface ImagicTuning {
  /** With B = 0; its layers hold what was learned afterwards. */
  readonly trainer: Trainer;
  readonly scheduler: SchedulerConfig;
  /** z_0 of the picture, [1, C, h, w]. */
  readonly latent: Tensor;
  /** e_tgt: embedding of the target prompt, [1, L, D]. */
  readonly target: Tensor;
  /** Of the embedding, and then of the weights. */
  readonly steps: { readonly embedding: number; readonly weights: number };
  readonly signal: AbortSignal | undefined;
  readonly progress: ProgressCounter;
}

/** AdamW's learning rates. */
const RATES = { embedding: 5e-3, weights: 2e-3 };
/** Units of progress of a step: a run and its gradient. */
const UNITS = 3;
const SEED = 0;

/** Units of progress that `tuneToPicture` reports. */
export function tuningUnits({ embedding, weights }: ImagicTuning['steps']): number {
  return UNITS * (embedding + weights);
}

/**
 * What Imagic learns of one picture (Kawar et al. 2023, sections 3.2 and 3.3). From e_tgt the embedding moves
 * a few steps towards the picture, by the frozen model,
 *
 *     e_opt = argmin_e E ‖ε − ε_θ(z_t, t, e)‖²,
 *
 * which leaves it near the target; then the weights, here LoRA layers, move by the same loss at e_opt until
 * the model draws the picture there. Returns e_opt [1, L, D].
 */
export async function tuneToPicture(tuning: ImagicTuning): Promise<Tensor> {
  const { trainer, scheduler, latent, target, steps, signal, progress } = tuning;
  const exampleOf = exampleMaker(scheduler, mulberry32(SEED));
  const optimised = tensor(target.data.slice(), target.dims);
  const optimizer = new AdamW(optimised.data);
  for (let step = 0; step < steps.embedding; step++) {
    throwIfCancelled(signal);
    const { loss, context } = await trainer.step(exampleOf(latent, optimised), 0, 1);
    optimizer.step(context.data, RATES.embedding);
    progress.advance('optimise', { units: UNITS, loss });
  }
  for (let step = 0; step < steps.weights; step++) {
    throwIfCancelled(signal);
    const rate = RATES.weights * (1 - step / steps.weights);
    const { loss } = await trainer.step(exampleOf(latent, optimised), rate, 1);
    progress.advance('learn', { units: UNITS, loss });
  }
  return optimised;
}

/** η e_tgt + (1 − η) e_opt, equation 3: the picture itself at 0, all that the target prompt says at 1. */
export function between(optimised: Tensor, target: Tensor, share: number): Tensor {
  return tensor(
    target.data.map((value, i) => share * value + (1 - share) * optimised.data[i]!),
    target.dims,
  );
}
