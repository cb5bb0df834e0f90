import { tokensOfPhrase } from './diffusion/attention/phrase.ts';
import type { Mask } from './diffusion/blend/mask.ts';
import type { ProgressCounter } from './diffusion/progress.ts';
import {
  type EditPlan,
  type EditSettings,
  planEdit,
  share,
} from './diffusion/prompt-to-prompt/plan-edit.ts';
import {
  type EditTarget,
  editLatents,
  editUnits,
} from './diffusion/prompt-to-prompt/prompt-to-prompt.ts';
import type { Emphasis } from './diffusion/prompt-to-prompt/word-guidance.ts';
import { infedit, infeditUnits, type VirtualTarget } from './diffusion/redraw/infedit.ts';
import { wordMask } from './diffusion/redraw/inpaint.ts';
import { planRedrawing } from './diffusion/redraw/redraw.ts';
import type { TouchUp } from './diffusion/redraw/touch-up.ts';
import { noiseLevels } from './diffusion/schedule/noise.ts';
import {
  cleanLooks,
  type DdimStep,
  ddimSchedule,
  ddimStepsAt,
} from './diffusion/schedule/schedule.ts';
import type {
  EditResult,
  EditSpec,
  InpaintSpec,
  PromptToPromptSpec,
  RedrawSpec,
} from './edit-types.ts';
import { throwIfCancelled, WordbrushError } from './errors.ts';
import type { ModelFolder } from './model/folder.ts';
import type { Encoded, LoadedModel } from './model/loaded-model.ts';
import type { EncodedPrompt } from './model/parts/tokenizer.ts';
import { checkNumber } from './options.ts';
import { drawMask, readMaskPicture } from './picture/mask-picture.ts';
import { rowsOf, type Tensor } from './tensor.ts';
import type { Inversion, Picture } from './types.ts';

/** One batch of pictures that are drawn together. */
export interface DrawJob {
  /** Units of progress that `draw` reports. */
  readonly units: number;
  readonly draw: (signal: AbortSignal | undefined, progress: ProgressCounter) => Promise<Drawn[]>;
}

export type Drawn = Pick<EditResult, 'picture' | 'method' | 'kind' | 'mask' | 'unetRows'> & {
  readonly spec: EditSpec;
  /** What the same way draws when nothing is to change. */
  readonly reconstruction: Picture;
  /** Where something must not change; see `keepObject`. */
  readonly kept?: Mask | null;
  /** What it was made of, where that is not the inverted picture. */
  readonly original?: Picture;
  /** Whether only a part of the picture might change. */
  readonly isLocal: boolean;
};

/**
 * Prompt-to-Prompt on the inversion for all the specs that ask for it, in one batch (Hertz et al. 2022).
 *
 * @throws WordbrushError `bad-prompt`, `bad-edit`, `bad-option` for a spec, before anything is drawn
 */
export async function followingJob(
  model: LoadedModel,
  inversion: Inversion,
  schedule: readonly DdimStep[],
  specs: readonly PromptToPromptSpec[],
): Promise<DrawJob> {
  const { settings } = model.folder;
  const plans = plansOf(model, inversion, schedule.length, specs, settings, settings.learned);
  const targets: EditTarget[] = [];
  for (const plan of plans) {
    const { spec, noise, newObject, pulled } = plan;
    targets.push({
      ...(await controlledTarget(model, plan)),
      noise,
      newObject: newObject && {
        ...newObject,
        empty: await model.embed(model.tokenizer.empty),
        guidanceScale: pulled(guidanceOf(spec, newObject.guidanceScale)),
      },
      guidanceScale: pulled(guidanceOf(spec, inversion.guidanceScale)),
    });
  }
  return {
    units: editUnits(schedule, targets) + 1 + targets.length,
    draw: async (signal, progress) => {
      const { latents, rows } = await editLatents(
        {
          predictor: await model.predictorFor(inversion.latent),
          schedule,
          trajectory: inversion.trajectory,
          nullEmbeddings: inversion.nullEmbeddings,
          sourceContext: await model.embed(model.tokenizer.encode(inversion.prompt)),
          signal,
          progress,
        },
        targets,
      );
      const reconstruction = await reconstruct(model, inversion);
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
  inversion: Inversion,
  specs: readonly PromptToPromptSpec[],
  encoded: () => Promise<Encoded>,
): Promise<DrawJob> {
  const { infedit: own, blendThreshold } = model.folder.settings;
  const schedule = ddimSchedule(model.folder.scheduler, own.steps);
  const plans = plansOf(model, inversion, schedule.length, specs, {
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
          looks: cleanLooks(scheduler, schedule),
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

type Path = NonNullable<PromptToPromptSpec['method']>;

type PlannedSpec = EditPlan & {
  readonly spec: PromptToPromptSpec;
  readonly target: EncodedPrompt;
};

/**
 * What draws an edit by words: what its spec names, else what suits the model. The editor is better at words in
 * the place of others and at what comes to the whole scene, Prompt-to-Prompt at what an object puts on or
 * off. What is learned or added by a LoRA is unknown to the editor, and a LoRA's style cancels out in InfEdit.
 *
 * @throws WordbrushError as `followingJob` does
 */
export function pathOf(
  model: LoadedModel,
  inversion: Inversion,
  spec: PromptToPromptSpec,
): Path | 'instruct' {
  const { editors, swaps, learned } = model.folder.settings;
  const isFollowed = editors.instruct?.virtual && isByWordsAlone(spec) && !model.hasLearned;
  if (spec.method || spec.loras || (swaps === 'prompt-to-prompt' && !isFollowed))
    return spec.method ?? 'prompt-to-prompt';
  const { isSwap, hasNewObject, kind, isMore } = planOf(model, inversion, spec);
  if (learned && hasNewObject && namesLearned(model.tokenizer.encode(spec.targetPrompt)))
    return 'prompt-to-prompt';
  if (isFollowed && (kind === 'replace' || isMore)) return 'instruct';
  return isSwap ? swaps : 'prompt-to-prompt';
}

/** What an edit by words does. Throws as `followingJob` does. */
export function planOf(
  model: LoadedModel,
  inversion: Inversion,
  spec: PromptToPromptSpec,
): EditPlan {
  const { settings } = model.folder;
  return plansOf(model, inversion, inversion.timesteps.length, [spec], settings)[0]!;
}

/** Whether a spec has no dial that only Prompt-to-Prompt has. */
function isByWordsAlone(spec: PromptToPromptSpec): boolean {
  const { targetPrompt, seed, strength, blend = 'auto', ...dials } = spec;
  return blend === 'auto' && Object.keys(dials).length === 0;
}

function plansOf(
  model: LoadedModel,
  { prompt, attention, latent }: Inversion,
  steps: number,
  specs: readonly PromptToPromptSpec[],
  settings: EditSettings,
  learned?: ModelFolder['settings']['learned'],
): PlannedSpec[] {
  const source = { prompt: model.tokenizer.encode(prompt), attention, latent, steps };
  return specs.map((spec) => {
    const target = model.tokenizer.encode(spec.targetPrompt);
    const plan = planEdit(spec, source, target, settings);
    if (!learned || !plan.hasNewObject || !namesLearned(target)) return { ...plan, spec, target };
    const { windows, newObject } = learned;
    const own = { ...settings, windows: { picture: windows, object: windows }, newObject };
    return { ...planEdit(spec, source, target, own), spec, target };
  });
}

/** Whether a prompt calls something by a name that was learned. */
function namesLearned({ ids }: EncodedPrompt): boolean {
  return ids.some((id) => id < 0);
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
    readonly method: Path;
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

/**
 * One of the methods that start from the picture; `encoded` gives its latent, once for all of them.
 *
 * @throws WordbrushError as `followingJob` does, and `bad-image` for a mask that is no picture
 */
export async function redrawingJob(
  model: LoadedModel,
  inversion: Inversion,
  schedule: readonly DdimStep[],
  spec: RedrawSpec,
  encoded: () => Promise<Encoded>,
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

/**
 * The mask that an inpainting was given.
 *
 * @throws WordbrushError `bad-image` for what is no picture, `bad-edit` for words that are not there
 */
export async function givenMask(
  model: LoadedModel,
  spec: Pick<InpaintSpec, 'mask'> & { readonly threshold?: number | undefined },
  { attention, latent }: Inversion,
  source: EncodedPrompt,
): Promise<Mask> {
  if (!('picture' in spec.mask) && attention.dims[0] === 0)
    throw new WordbrushError(
      'bad-edit',
      'The picture was only encoded, so nobody knows where its words are: draw the mask.',
    );
  if ('picture' in spec.mask) return await readMaskPicture(spec.mask.picture, latent);
  const tokens = tokensOfPhrase(source, spec.mask.words);
  const threshold = share('threshold', spec.threshold ?? model.folder.settings.blendThreshold);
  return wordMask(attention, tokens, threshold, latent);
}

/** The picture as the inversion redraws it without any edit. */
export async function reconstruct(model: LoadedModel, { trajectory }: Inversion): Promise<Picture> {
  const rows = trajectory.dims[0]!;
  return await model.reconstruct(rowsOf(trajectory, rows - 1, rows));
}

function guidanceOf(spec: EditSpec, usual: number): number {
  return checkNumber('guidance scale', spec.guidanceScale ?? usual);
}
