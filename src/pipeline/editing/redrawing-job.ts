import { planRedrawing } from '../diffusion/redraw/redraw.ts';
import { noiseLevels } from '../diffusion/schedule/noise.ts';
import type { DdimStep } from '../diffusion/schedule/schedule.ts';
import type { InpaintSpec, RedrawSpec } from '../edit-types.ts';
import { throwIfCancelled } from '../errors.ts';
import type { LoadedModel } from '../model/loaded-model.ts';
import { drawMask } from '../picture/mask-picture.ts';
import { type DrawJob, type EditedPicture, guidanceOf } from './draw-job.ts';
import { givenMask } from './given-mask.ts';

/**
 * One of the methods that start from the picture.
 *
 * @throws WordbrushError as `followingJob` does, and `bad-image` for a mask that is no picture
 */
export async function redrawingJob(
  model: LoadedModel,
  { inversion, encoded }: EditedPicture,
  schedule: readonly DdimStep[],
  spec: RedrawSpec,
): Promise<DrawJob> {
  const source = model.tokenizer.encode(inversion.prompt);
  const target = model.tokenizer.encode(spec.targetPrompt);
  const guidanceScale = guidanceOf(spec, inversion.guidanceScale);
  const maskOf = (inpainting: InpaintSpec) => givenMask(model, inpainting, inversion, source);
  const redrawing = await planRedrawing(spec, schedule, maskOf);
  return {
    units: 1 + redrawing.units + 1,
    draw: async (signal, progress) => {
      const { latent, reconstruction } = await encoded();
      progress.advance('encode');
      const run = {
        predictor: await model.predictorFor(inversion.latent),
        schedule,
        levels: noiseLevels(model.folder.scheduler, schedule),
        latent,
        source: await model.embed(source),
        target: await model.embed(target),
        empty: await model.embed(model.tokenizer.empty),
        guidanceScale,
        seed: spec.seed ?? 0,
        signal,
        progress,
      };
      const { latent: redrawn, mask, rows } = await redrawing.draw(run);
      throwIfCancelled(signal);
      const picture = await model.vae.decode(redrawn);
      progress.advance('decode');
      return [
        {
          spec,
          picture,
          reconstruction,
          method: spec.method,
          kind: null,
          isLocal: mask !== null,
          mask: mask && (await drawMask(mask, inversion.latent, picture)),
          unetRows: rows,
        },
      ];
    },
  };
}
