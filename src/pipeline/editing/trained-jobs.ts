import type { Mask } from '../diffusion/blend/mask.ts';
import type { ProgressCounter } from '../diffusion/progress.ts';
import { checkShare, pullOf } from '../diffusion/prompt-to-prompt/plan-edit.ts';
import { zeroShotMask } from '../diffusion/redraw/contrast-mask.ts';
import { maskDials } from '../diffusion/redraw/redraw.ts';
import { REDRAW_DEFAULTS } from '../diffusion/redraw/redraw-defaults.ts';
import { gaussianNoise, noiseLevels } from '../diffusion/schedule/noise.ts';
import { type DdimStep, ddimSchedule, runsOf } from '../diffusion/schedule/schedule.ts';
import type { TrainedRun } from '../diffusion/trained/beside.ts';
import { fill } from '../diffusion/trained/fill.ts';
import { instruct } from '../diffusion/trained/instruct.ts';
import type { FillSpec, InstructSpec, TrainedSpec } from '../edit-types.ts';
import { throwIfCancelled, WordbrushError } from '../errors.ts';
import { decodePicture } from '../image.ts';
import { pasteInside, withHole } from '../likeness/paste.ts';
import type { LoadedModel } from '../model/loaded-model.ts';
import { pictureToTensor } from '../model/parts/vae.ts';
import { checkNumber } from '../options.ts';
import { drawMask } from '../picture/mask-picture.ts';
import type { Tensor } from '../tensor.ts';
import type { DrawJob, EditedPicture } from './draw-job.ts';
import { givenMask } from './given-mask.ts';

/** The picture that a spec brings, or else the inverted one. */
async function sourceOf(
  model: LoadedModel,
  source: EditedPicture,
  { picture }: TrainedSpec,
): Promise<EditedPicture> {
  if (!picture) return source;
  const { height, width } = source.original;
  const original = await decodePicture(picture);
  if (original.height !== height || original.width !== width)
    throw new WordbrushError(
      'bad-image',
      `The picture to edit is ${original.width} × ${original.height} pixels and the inverted one ` +
        `${width} × ${height}: give one of the same size.`,
    );
  return { ...source, original, encoded: () => model.throughVae(original) };
}

/** What `using instruct` draws. */
export async function instructJob(
  model: LoadedModel,
  given: EditedPicture,
  spec: InstructSpec,
): Promise<DrawJob> {
  const source = await sourceOf(model, given, spec);
  const own = model.folder.settings.editors.instruct;
  const schedule = scheduleOf(model, spec, own?.steps);
  const imageGuidance = checkNumber(
    'image guidance',
    spec.imageGuidance ?? own?.imageGuidance ?? 1.5,
  );
  const textGuidance = pulledGuidance(
    spec,
    own?.textGuidance ?? model.folder.settings.guidanceScale,
  );
  return {
    units: 1 + runsOf(schedule) + 1,
    draw: async (signal, progress) => {
      const { latent, reconstruction } = await source.encoded();
      progress.advance('encode');
      const run = await runOf(model, source, spec, { schedule, signal, progress });
      const picture = besideOf(model, latent);
      const drawn = await instruct({ ...run, picture, imageGuidance, textGuidance });
      throwIfCancelled(signal);
      const result = await model.vae.decode(drawn.latent);
      progress.advance('decode');
      return [
        {
          ...{ spec, picture: result, reconstruction, method: 'instruct', kind: null },
          ...{ mask: null, isLocal: false, unetRows: drawn.rows },
          ...{ original: source.original },
        },
      ];
    },
  };
}

/** z_I: a picture's latent, not multiplied by the scaling factor. */
export function besideOf({ folder }: LoadedModel, { data, dims }: Tensor): Tensor {
  return { data: data.map((value) => value / folder.latent.scale), dims };
}

/**
 * What `using fill` draws.
 *
 * @throws WordbrushError `bad-edit` and `bad-image` for its mask, as inpainting does
 */
export async function fillJob(
  model: LoadedModel,
  given: EditedPicture,
  spec: FillSpec,
): Promise<DrawJob> {
  const source = await sourceOf(model, given, spec);
  const { inversion, original } = source;
  const { settings, latent: own } = model.folder;
  const { editors } = settings;
  const schedule = scheduleOf(model, spec, editors.fill?.steps);
  const guidanceScale = pulledGuidance(spec, editors.fill?.guidanceScale ?? settings.guidanceScale);
  const finder = await maskFinder(model, source, spec);
  return {
    units: 1 + finder.units + 1 + runsOf(schedule) + 1,
    draw: async (signal, progress) => {
      const { reconstruction } = await source.encoded();
      progress.advance('encode');
      const { mask, rows } = await finder.find(signal, progress);
      const masked = await model.vae.encode(withHole(pictureToTensor(original), mask, own.factor));
      progress.advance('encode');
      const run = await runOf(model, source, spec, { schedule, signal, progress });
      const drawn = await fill({ ...run, mask, masked, guidanceScale });
      throwIfCancelled(signal);
      const whole = await model.vae.decode(drawn.latent);
      progress.advance('decode');
      const picture = pasteInside(whole, original, mask, own.factor);
      return [
        {
          ...{ spec, picture, reconstruction, method: 'fill', kind: null, isLocal: true, original },
          ...{ mask: await drawMask(mask, inversion.latent, picture), unetRows: rows + drawn.rows },
        },
      ];
    },
  };
}

interface Watched {
  readonly signal: AbortSignal | undefined;
  readonly progress: ProgressCounter;
}

/** What the editor reads. */
function wordsFor({ folder }: LoadedModel, spec: TrainedSpec): string {
  const { sentence, isCaptioned, targetPrompt, method } = spec;
  const readsCaptions = folder.settings.editors[method]?.reads === 'captions';
  return sentence === undefined || (isCaptioned && readsCaptions) ? targetPrompt : sentence;
}

async function runOf(
  model: LoadedModel,
  { inversion }: EditedPicture,
  spec: TrainedSpec,
  { schedule, signal, progress }: Watched & { readonly schedule: readonly DdimStep[] },
): Promise<TrainedRun> {
  const { latent } = inversion;
  const { predictor, embed } = await model.editorFor(spec.method, latent);
  const dims = [1, latent.channels, latent.height, latent.width];
  return {
    predictor,
    schedule,
    noise: gaussianNoise(dims, spec.seed ?? 0),
    text: await embed(model.tokenizer.encode(wordsFor(model, spec))),
    empty: await embed(model.tokenizer.empty),
    signal,
    progress,
  };
}

/** Finds where the hole is: at once, or by `units` looks at the picture. */
interface MaskFinder {
  readonly units: number;
  find(
    signal: AbortSignal | undefined,
    progress: ProgressCounter,
  ): Promise<{ mask: Mask; rows: number }>;
}

async function maskFinder(
  model: LoadedModel,
  { inversion, encoded }: EditedPicture,
  { mask, threshold, targetPrompt, seed = 0 }: FillSpec,
): Promise<MaskFinder> {
  const { tokenizer, folder } = model;
  const source = tokenizer.encode(inversion.prompt);
  if (mask !== 'contrast') {
    const found = await givenMask(model, { mask, threshold }, inversion, source);
    return { units: 0, find: async () => ({ mask: found, rows: 0 }) };
  }
  model.requireDrawing();
  const dials = maskDials({ threshold }, REDRAW_DEFAULTS['fast-diffedit']);
  const schedule = ddimSchedule(folder.scheduler, folder.settings.steps);
  const target = tokenizer.encode(targetPrompt);
  return {
    units: dials.repeats,
    find: async (signal, progress) =>
      await zeroShotMask(
        {
          predictor: await model.predictorFor(inversion.latent),
          schedule,
          levels: noiseLevels(folder.scheduler, schedule),
          latent: (await encoded()).latent,
          source: await model.embed(source),
          target: await model.embed(target),
          ...{ seed, signal, progress },
        },
        dials,
      ),
  };
}

function scheduleOf({ folder }: LoadedModel, { steps }: TrainedSpec, own?: number): DdimStep[] {
  return ddimSchedule(folder.scheduler, steps ?? own ?? folder.settings.steps);
}

export function pulledGuidance(
  { guidanceScale, strength }: Pick<TrainedSpec, 'guidanceScale' | 'strength'>,
  usual: number,
): number {
  const { guidance } = pullOf(checkShare('strength', strength ?? 0.5), 1);
  return guidance(checkNumber('guidance scale', guidanceScale ?? usual));
}
