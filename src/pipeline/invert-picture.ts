import { inversionUnits, invertLatent, type SourcePath } from './diffusion/inversion/inversion.ts';
import { type Preview, ProgressCounter } from './diffusion/progress.ts';
import { type DdimStep, ddimSchedule } from './diffusion/schedule/schedule.ts';
import { throwIfCancelled } from './errors.ts';
import { encodePng } from './image.ts';
import { psnr } from './likeness/psnr.ts';
import { unlikeOf } from './likeness/unlike.ts';
import type { LoadedModel } from './model/loaded-model.ts';
import { offersOf } from './offers.ts';
import { checkNumber } from './options.ts';
import { rowsOf, type Tensor, tensor } from './tensor.ts';
import type { Inversion, InversionMethod, InvertOptions, OptimizerName, Picture } from './types.ts';

const DEFAULT_TOLERANCE = 1e-5;

/** An inversion's options, checked, with the model's own in the place of those that are missing. */
export interface InversionDials {
  readonly method: InversionMethod;
  readonly schedule: readonly DdimStep[];
  readonly innerSteps: number;
  readonly tolerance: number;
  readonly guidanceScale: number;
  readonly optimizer: OptimizerName;
}

/** @throws WordbrushError `bad-option`, and `bad-model` for a way that the model does not have */
export function inversionDials(model: LoadedModel, options: InvertOptions): InversionDials {
  const { settings, scheduler } = model.folder;
  const { inversions } = offersOf(model.folder);
  const { optimizer = 'l-bfgs' } = options;
  const isOptimised = ['optimizer', 'innerSteps', 'tolerance'].some((dial) => dial in options);
  const method = options.method ?? (isOptimised ? 'null-text' : (inversions[0] ?? 'pivotal'));
  if (!inversions.includes(method)) model.requireDrawing();
  const innerSteps = options.innerSteps ?? settings.innerSteps;
  const tolerance = options.tolerance ?? DEFAULT_TOLERANCE;
  const guidanceScale = options.guidanceScale ?? settings.guidanceScale;
  return {
    method,
    innerSteps: checkNumber('number of inner steps', innerSteps, 'whole number'),
    tolerance: checkNumber('tolerance', tolerance),
    guidanceScale: checkNumber('guidance scale', guidanceScale),
    schedule: method === 'encode' ? [] : ddimSchedule(scheduler, options.steps ?? settings.steps),
    optimizer,
  };
}

/**
 * Finds the noise and the null embeddings that make a model redraw a picture under a prompt.
 *
 * @param model opened; the picture's latent is remembered there
 * @param reader the same model, knowing the subjects that the prompt names
 */
export async function invertPicture(
  { model, reader }: { readonly model: LoadedModel; readonly reader: LoadedModel },
  { picture, prompt }: { readonly picture: Picture; readonly prompt: string },
  dials: InversionDials,
  { signal, onProgress }: Pick<InvertOptions, 'signal' | 'onProgress'>,
  preview: Preview | undefined,
): Promise<Inversion> {
  const start = performance.now();
  const { method, schedule, innerSteps, guidanceScale } = dials;
  const encodedPrompt = reader.tokenizer.encode(prompt);
  throwIfCancelled(signal);
  const units = method === 'encode' ? 0 : inversionUnits(method, schedule, innerSteps);
  const progress = new ProgressCounter(2 + units + 1, onProgress, preview);
  const { latent, reconstruction: bound } = await model.throughVae(picture);
  const unlike = await unlikeOf(model.folder, model.vae, picture, bound);
  if (unlike !== undefined) progress.warn(unlike);
  progress.advance('encode', { units: 2 });
  const [, channels = 0, height = 0, width = 0] = latent.dims;
  const empty = await reader.embed(reader.tokenizer.empty);
  const inverted =
    method === 'encode'
      ? encodedOnly(latent, empty)
      : await invertLatent(
          method,
          {
            predictor: await reader.predictorFor({ channels, height, width }),
            conditional: await reader.embed(encodedPrompt),
            ...{ ...dials, empty, signal, progress },
          },
          latent,
        );
  const { trajectory, nullEmbeddings, attention, evaluations } = inverted;
  const reconstruction = await model.reconstruct(
    rowsOf(trajectory, schedule.length, schedule.length + 1),
  );
  progress.advance('decode');
  return {
    fingerprint: model.folder.fingerprint,
    prompt,
    guidanceScale,
    timesteps: schedule.map((step) => step.timestep),
    latent: { channels, height, width },
    ...{ trajectory, nullEmbeddings, attention },
    picture: await encodePng(picture),
    report: {
      method,
      steps: schedule.length,
      psnr: psnr(reconstruction, picture),
      vaePsnr: psnr(bound, picture),
      ...(unlike !== undefined && { unlike }),
      unetEvaluations: evaluations.forward,
      gradientEvaluations: evaluations.gradient,
      seconds: (performance.now() - start) / 1000,
    },
  };
}

/** A path of the picture alone, z_0. */
function encodedOnly(latent: Tensor, empty: Tensor): SourcePath & { readonly attention: Tensor } {
  return {
    trajectory: latent,
    nullEmbeddings: empty,
    attention: tensor(new Float32Array(0), [0, empty.dims[1] ?? 0]),
    evaluations: { forward: 0, gradient: 0 },
  };
}
