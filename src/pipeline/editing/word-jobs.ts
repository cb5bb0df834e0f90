import type { ProgressCounter } from '../diffusion/progress.ts';
import {
  type EditTarget,
  editLatents,
  editUnits,
} from '../diffusion/prompt-to-prompt/prompt-to-prompt.ts';
import type { Emphasis } from '../diffusion/prompt-to-prompt/word-guidance.ts';
import { infedit, infeditUnits, type VirtualTarget } from '../diffusion/redraw/infedit.ts';
import type { TouchUp } from '../diffusion/redraw/touch-up.ts';
import { noiseLevels } from '../diffusion/schedule/noise.ts';
import { type DdimStep, ddimSchedule, ddimStepsAt } from '../diffusion/schedule/schedule.ts';
import type { PromptToPromptSpec } from '../edit-types.ts';
import { throwIfCancelled } from '../errors.ts';
import type { LoadedModel } from '../model/loaded-model.ts';
import type { Tensor } from '../tensor.ts';
import type { Picture } from '../types.ts';
import {
  type DrawJob,
  type Drawn,
  type EditedPicture,
  guidanceOf,
  reconstructionOf,
} from './draw-job.ts';
import { awayFrom } from './learned-names.ts';
import { type PlannedSpec, plannedSpecs, type WordPath } from './word-plans.ts';

/**
 * Prompt-to-Prompt on the inversion for all the specs that ask for it, in one batch (Hertz et al. 2022).
 *
 * @throws WordbrushError `bad-prompt`, `bad-edit`, `bad-option` for a spec, before anything is drawn
 */
export async function followingJob(
  model: LoadedModel,
  { inversion, memory }: EditedPicture,
  schedule: readonly DdimStep[],
  specs: readonly PromptToPromptSpec[],
): Promise<DrawJob> {
  const { settings } = model.folder;
  const plans = plannedSpecs(model, inversion, schedule.length, specs, settings, settings.learned);
  const targets: EditTarget[] = [];
  for (const plan of plans) {
    const { spec, target, noise, newObject, pulled } = plan;
    targets.push({
      ...(await controlledTarget(model, plan)),
      noise,
      newObject: newObject && {
        ...newObject,
        away: await model.embed(awayFrom(model.tokenizer, target)),
        guidanceScale: pulled(guidanceOf(spec, newObject.guidanceScale)),
      },
      guidanceScale: pulled(guidanceOf(spec, inversion.guidanceScale)),
    });
  }
  return {
    units: editUnits(schedule, targets) + 1 + targets.length,
    draw: async (signal, progress) => {
      const { trajectory, nullEmbeddings, latent, prompt } = inversion;
      const sourceContext = await model.embed(model.tokenizer.encode(prompt));
      const timesteps = schedule.map(({ timestep }) => timestep);
      const { latents, rows } = await editLatents(
        {
          predictor: await model.predictorFor(latent),
          schedule,
          trajectory,
          nullEmbeddings,
          sourceContext,
          kept: memory.of({ model, timesteps, trajectory, context: sourceContext }),
          signal,
          progress,
        },
        targets,
      );
      const reconstruction = await reconstructionOf(model, inversion);
      progress.advance('decode');
      const method = 'prompt-to-prompt';
      return await drawnOf(model, plans, latents, {
        ...{ method, reconstruction, rows, signal, progress },
      });
    },
  };
}

/**
 * Prompt-to-Prompt on the picture noised afresh (`infedit`), for all the specs that ask for it.
 * Pixels may change everywhere unless a spec says where.
 *
 * @throws WordbrushError as `followingJob` does
 */
export async function infeditJob(
  model: LoadedModel,
  { inversion, encoded }: EditedPicture,
  specs: readonly PromptToPromptSpec[],
): Promise<DrawJob> {
  const { infedit: own, blendThreshold } = model.folder.settings;
  const schedule = ddimSchedule(model.folder.scheduler, own.steps);
  const plans = plannedSpecs(model, inversion, schedule.length, specs, {
    blendThreshold,
    windows: { picture: own.windows, object: own.windows },
    noise: { renewed: 0, restored: 0 },
  });
  const targets: VirtualTarget[] = [];
  for (const plan of plans)
    targets.push({
      ...(await controlledTarget(model, plan)),
      // What the words leave alone stays by itself: an object need not be found to keep the rest.
      blend: typeof plan.spec.blend === 'object' ? plan.blend : null,
      guidanceScale: plan.pulled(guidanceOf(plan.spec, own.guidanceScale)),
      seed: plan.spec.seed ?? 0,
    });
  const { noisings } = own;
  const touchUp = await touchUpOf(model);
  return {
    units: 1 + infeditUnits({ schedule, noisings, touchUp }, targets.length) + targets.length,
    draw: async (signal, progress) => {
      const { latent, reconstruction } = await encoded();
      progress.advance('encode');
      const { scheduler } = model.folder;
      const { latents, rows } = await infedit(
        {
          predictor: await model.predictorFor(inversion.latent),
          schedule,
          levels: noiseLevels(scheduler, schedule),
          latent,
          noisings,
          isConsistent: own.isConsistent,
          touchUp,
          sourceContext: await model.embed(model.tokenizer.encode(inversion.prompt)),
          signal,
          progress,
        },
        targets,
      );
      const method = 'infedit';
      return await drawnOf(model, plans, latents, {
        ...{ method, reconstruction, rows, signal, progress },
      });
    },
  };
}

async function touchUpOf(model: LoadedModel): Promise<TouchUp | null> {
  const { scheduler, settings } = model.folder;
  const { touchUp } = settings.infedit;
  if (!touchUp) return null;
  const { strength, steps, guidanceScale } = touchUp;
  const noisiest = strength * (scheduler.num_train_timesteps - 1);
  const timesteps = Array.from({ length: steps }, (_, i) => Math.round(noisiest * (1 - i / steps)));
  const schedule = ddimStepsAt(scheduler, timesteps);
  const empty = await model.embed(model.tokenizer.empty);
  return { schedule, levels: noiseLevels(scheduler, schedule), empty, guidanceScale };
}

/** What both paths of a source read of a plan. */
async function controlledTarget(
  model: LoadedModel,
  { target, control, blend, weighed }: PlannedSpec,
): Promise<Pick<EditTarget, 'context' | 'control' | 'blend' | 'emphases'>> {
  const emphases: Emphasis[] = [];
  for (const { prompt, factor } of weighed) {
    const without = prompt ? model.tokenizer.encode(prompt) : model.tokenizer.empty;
    emphases.push({ without: await model.embed(without), factor });
  }
  return { context: await model.embed(target), control, blend, emphases };
}

async function drawnOf(
  model: LoadedModel,
  plans: readonly PlannedSpec[],
  latents: readonly Tensor[],
  done: {
    readonly method: WordPath;
    readonly reconstruction: Picture;
    readonly rows: number;
    readonly signal: AbortSignal | undefined;
    readonly progress: ProgressCounter;
  },
): Promise<Drawn[]> {
  const { method, reconstruction, rows, signal, progress } = done;
  const drawn: Drawn[] = [];
  for (const [i, { spec, kind, blend, kept }] of plans.entries()) {
    throwIfCancelled(signal);
    const picture = await model.vae.decode(latents[i]!);
    progress.advance('decode');
    const isLocal = blend !== null;
    drawn.push({
      spec,
      picture,
      reconstruction,
      method,
      kind,
      mask: null,
      kept,
      isLocal,
      unetRows: rows,
    });
  }
  return drawn;
}
