import { gaussianNoise } from '../diffusion/schedule/noise.ts';
import { ddimSchedule, guide, stepDown } from '../diffusion/schedule/schedule.ts';
import { throwIfCancelled } from '../errors.ts';
import type { LoadedModel } from '../model/loaded-model.ts';
import type { Tensor } from '../tensor.ts';

export interface DrawOptions {
  /** Of the square latent by default: [1, C, h, w]. */
  readonly dims?: readonly number[];
  readonly steps: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** After every step, of two UNet rows. */
  readonly onStep?: () => void;
}

/** What the model draws of a prompt alone: the latent z_0, by DDIM from noise, at its own guidance scale. */
export async function drawLatent(
  model: LoadedModel,
  prompt: string,
  { dims, steps, seed, signal, onStep }: DrawOptions,
): Promise<Tensor> {
  const { latent, scheduler, settings } = model.folder;
  let z = gaussianNoise(dims ?? [1, latent.channels, latent.side, latent.side], seed);
  const [, channels = 0, height = 0, width = 0] = z.dims;
  const predictor = await model.predictorFor({ channels, height, width });
  const context = await model.embed(model.tokenizer.encode(prompt));
  const empty = await model.embed(model.tokenizer.empty);
  for (const step of ddimSchedule(scheduler, steps)) {
    throwIfCancelled(signal);
    const conditional = await predictor.predict(z, step.timestep, context);
    const unconditional = await predictor.predict(z, step.timestep, empty);
    z = stepDown(step, z, guide(unconditional, conditional, settings.guidanceScale));
    onStep?.();
  }
  return z;
}
