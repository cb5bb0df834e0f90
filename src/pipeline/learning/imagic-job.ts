import { checkShare } from '../diffusion/prompt-to-prompt/plan-edit.ts';
import { denoise } from '../diffusion/redraw/redraw-run.ts';
import { gaussianNoise, noiseLevels } from '../diffusion/schedule/noise.ts';
import { ddimSchedule, runsOf } from '../diffusion/schedule/schedule.ts';
import { IMAGIC_DEFAULTS, type ImagicSpec } from '../edit-types.ts';
import type { DrawJob, Drawn, EditedPicture } from '../editing/draw-job.ts';
import { throwIfCancelled, WordbrushError } from '../errors.ts';
import type { LoadedModel } from '../model/loaded-model.ts';
import { openNoisePredictor } from '../model/parts/unet.ts';
import { AdaptedUNet, adaptableUNet, DEFAULT_RANK } from '../model/subjects/adapted-unet.ts';
import { modulesOfLayers } from '../model/subjects/subject-file.ts';
import { checkNumber } from '../options.ts';
import { between, tuneToPicture, tuningUnits } from './imagic.ts';
import { openTrainer } from './trainer.ts';

/** The batches of specs `using imagic`: those of one target prompt are drawn by one fine-tuned model. */
export function imagicGroups(specs: readonly ImagicSpec[]): ImagicSpec[][] {
  const key = ({ targetPrompt, embeddingSteps, tuningSteps }: ImagicSpec) =>
    JSON.stringify([targetPrompt, embeddingSteps, tuningSteps]);
  return [...Map.groupBy(specs, key).values()];
}

/**
 * What `using imagic` draws of specs of one target prompt (Kawar et al. 2023): `tuneToPicture`, then each
 * picture from noise at an embedding between the optimised one and the target's (section 3.4). What was
 * learned is of this picture and these words alone, and is not kept.
 *
 * @throws WordbrushError `bad-option`, `bad-edit` before anything is drawn
 */
export async function imagicJob(
  model: LoadedModel,
  { inversion, encoded }: EditedPicture,
  specs: readonly ImagicSpec[],
): Promise<DrawJob> {
  if (model.hasLearned)
    throw new WordbrushError(
      'bad-edit',
      '“using imagic” knows nothing that was learned: leave “using imagic” out, or the name.',
    );
  const { folder, tokenizer } = model;
  const { scheduler, settings } = folder;
  const [first] = specs;
  const steps = {
    embedding: stepsOf(first?.embeddingSteps ?? IMAGIC_DEFAULTS.embeddingSteps),
    weights: stepsOf(first?.tuningSteps ?? IMAGIC_DEFAULTS.tuningSteps),
  };
  const dials = specs.map((spec) => ({
    spec,
    strength: checkShare('strength', spec.strength ?? IMAGIC_DEFAULTS.strength),
    guidanceScale: checkNumber('guidance scale', spec.guidanceScale ?? settings.guidanceScale),
  }));
  const target = tokenizer.encode(first?.targetPrompt ?? '');
  const schedule = ddimSchedule(scheduler, settings.steps);
  const runs = runsOf(schedule);
  return {
    units: 1 + tuningUnits(steps) + specs.length * (runs + 1),
    draw: async (signal, progress) => {
      const { latent, reconstruction } = await encoded();
      progress.advance('encode');
      const wanted = await model.embed(target);
      const empty = await model.embed(tokenizer.empty);
      const base = adaptableUNet(folder, inversion.latent);
      const trainer = await openTrainer(base, DEFAULT_RANK, 0);
      const tuning = { trainer, scheduler, latent, target: wanted, steps, signal, progress };
      const optimised = await tuneToPicture(tuning).finally(() => trainer.close());
      const graphs = new AdaptedUNet(base, modulesOfLayers(trainer.layers()));
      const predictor = await openNoisePredictor(folder, inversion.latent, undefined, graphs);
      const drawn: Drawn[] = [];
      try {
        for (const { spec, strength, guidanceScale } of dials) {
          const { seed = 0 } = spec;
          const context = between(optimised, wanted, strength);
          const run = {
            ...{ predictor, schedule, latent, empty, guidanceScale, seed, signal, progress },
            ...{ source: optimised, target: context, levels: noiseLevels(scheduler, schedule) },
          };
          const result = await denoise(run, 0, gaussianNoise(latent.dims, seed), null);
          throwIfCancelled(signal);
          const picture = await model.vae.decode(result.latent);
          progress.advance('decode');
          const unetRows = steps.embedding + steps.weights + result.rows;
          drawn.push({
            ...{ spec, picture, reconstruction, method: 'imagic', kind: null },
            ...{ mask: null, isLocal: false, unetRows },
          });
        }
      } finally {
        await predictor.close();
      }
      return drawn;
    },
  };
}

function stepsOf(count: number): number {
  return checkNumber('number of steps', count, 'whole number');
}
