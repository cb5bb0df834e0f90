import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ProgressCounter } from '../src/pipeline/diffusion/progress.ts';
import { ddimSchedule } from '../src/pipeline/diffusion/schedule/schedule.ts';
import { fill } from '../src/pipeline/diffusion/trained/fill.ts';
import { instruct } from '../src/pipeline/diffusion/trained/instruct.ts';
import { WordbrushError } from '../src/pipeline/errors.ts';
import { withHole } from '../src/pipeline/likeness/paste.ts';
import { openModelFolder } from '../src/pipeline/model/folder.ts';
import { LoadedModel } from '../src/pipeline/model/loaded-model.ts';
import { openNoisePredictor } from '../src/pipeline/model/parts/unet.ts';
import { pictureToTensor } from '../src/pipeline/model/parts/vae.ts';
import { EditingPipeline } from '../src/pipeline/pipeline.ts';
import { concatRows } from '../src/pipeline/tensor.ts';
import { relativeError, Values } from './unet-fixtures.ts';

const FAMILIES = join(import.meta.dirname, 'fixtures', 'families');

/** expected.json: what PyTorch computes in float32; see make_families.py. */
const Expected = z.object({
  name: z.string(),
  text: z.object({
    source: z.string(),
    target: z.string(),
    /** Of the source, the target and the empty prompt. */
    contexts: z.tuple([Values, Values, Values]),
  }),
  timestep: z.number().optional(),
  predict: z.object({ sample: Values, prediction: Values }).optional(),
  gradient: z
    .object({
      latent: Values,
      nullEmbedding: Values,
      conditional: Values,
      target: Values,
      guidanceScale: z.number(),
      latentCoefficient: z.number(),
      predictionCoefficient: z.number(),
      loss: z.number(),
      gradient: Values,
    })
    .optional(),
  edit: z
    .object({
      sourceLatent: Values,
      targetLatent: Values,
      sourceMapper: Values,
      targetGain: Values,
      unconditional: Values,
      conditional: Values,
    })
    .optional(),
  invert: z
    .object({
      picture: z.array(z.int()),
      side: z.int(),
      steps: z.int(),
      timesteps: z.array(z.int()),
      path: Values,
    })
    .optional(),
  editor: z
    .object({
      picture: z.array(z.int()),
      side: z.int(),
      steps: z.int(),
      noise: Values,
      guidanceScale: z.number(),
      imageGuidance: z.number().optional(),
      /** [h, w] of the latent, 1 in the hole. */
      mask: Values.optional(),
      latent: Values,
    })
    .optional(),
});
export type Expected = z.infer<typeof Expected>;

export const familyNames: readonly string[] = readdirSync(FAMILIES).sort();

export function familyFolder(name: string): string {
  return join(FAMILIES, name);
}

export function expectedOf(name: string): Expected {
  return Expected.parse(JSON.parse(readFileSync(join(FAMILIES, name, 'expected.json'), 'utf8')));
}

const CHECKS = ['predict', 'gradient', 'edit', 'invert', 'draw'] as const;
/** Relative errors against PyTorch, or the sentence that says why there is none. */
export type FamilyErrors = Readonly<Record<(typeof CHECKS)[number], number | string>>;

/** Runs a family's folder, from its prompts on, against PyTorch. */
export async function errorsOf(name: string): Promise<FamilyErrors> {
  const expected = expectedOf(name);
  const sentence = await attempt(async () => (await openModelFolder(familyFolder(name))) && 0);
  if (typeof sentence === 'string') return all(sentence);
  const model = await LoadedModel.open(familyFolder(name), { signal: undefined, onOpened() {} });
  const { predict, gradient, edit, invert, timestep = 0 } = expected;
  try {
    if (!predict || !gradient || !edit || !invert)
      return {
        ...all(await attempt(async () => Number(model.requireDrawing()))),
        draw: await attempt(() => drawingError(model, expected)),
      };
    const [source, target, empty] = await contextsOf(model, expected);
    const [, channels = 0, height = 0, width = 0] = predict.sample.dims;
    const unet = await openNoisePredictor(model.folder, { channels, height, width });
    const errors = {
      predict: await attempt(async () =>
        relativeError(
          await unet.predict(predict.sample, timestep, concatRows([source, target])),
          predict.prediction,
        ),
      ),
      gradient: await attempt(async () => {
        const step = await unet.nullText(gradient.latent, timestep);
        const found = await step.gradient(gradient);
        return Math.max(
          relativeError(found.gradient, gradient.gradient),
          Math.abs(found.loss / gradient.loss - 1),
        );
      }),
      edit: await attempt(async () => {
        const edited = await unet.edit({
          timestep,
          sourceLatent: edit.sourceLatent,
          targetLatents: edit.targetLatent,
          nullEmbeddings: empty,
          sourceContext: source,
          targetContexts: target,
          crossAttention: { sourceMapper: edit.sourceMapper, targetGain: edit.targetGain },
          replaceSelfAttention: true,
          observe: false,
        });
        return Math.max(
          relativeError(edited.unconditional!, edit.unconditional),
          relativeError(edited.conditional, edit.conditional),
        );
      }),
      invert: await attempt(() => inversionError(name, expected)),
      draw: '',
    };
    await unet.close();
    return errors;
  } finally {
    await model.close();
  }
}

/** The contexts of source, target and empty prompt. */
export async function contextsOf(model: LoadedModel, { text }: Expected) {
  const { tokenizer } = model;
  const source = await model.embed(tokenizer.encode(text.source));
  const target = await model.embed(tokenizer.encode(text.target));
  return [source, target, await model.embed(tokenizer.empty)] as const;
}

/** Of the path that DDIM takes from a picture to noise, through every part of the folder. */
async function inversionError(name: string, { text, invert }: Expected): Promise<number> {
  if (!invert) throw new RangeError(`${name} has no inversion`);
  const pipeline = await EditingPipeline.load(familyFolder(name));
  try {
    const { side, steps, timesteps, path } = invert;
    const picture = { width: side, height: side, data: Uint8Array.from(invert.picture) };
    const inversion = await pipeline.invert(picture, text.source, { method: 'direct', steps });
    if (inversion.timesteps.join() !== timesteps.join())
      throw new WordbrushError('bad-model', `timesteps ${inversion.timesteps}, not ${timesteps}`);
    return relativeError(inversion.trajectory, path);
  } finally {
    await pipeline.close();
  }
}

/** Of what a UNet that reads a picture beside the latent draws, through every part of the folder. */
async function drawingError(model: LoadedModel, expected: Expected): Promise<number> {
  const { editor } = expected;
  const { family, latent, scheduler } = model.folder;
  if (!editor || !family.trainedFor) throw new RangeError(`${expected.name} is no editor`);
  const [, text, empty] = await contextsOf(model, expected);
  const [, channels = 0, height = 0, width = 0] = editor.noise.dims;
  const { predictor } = await model.editorFor(family.trainedFor, { channels, height, width });
  const { side, noise, guidanceScale, imageGuidance = 0 } = editor;
  const picture = { width: side, height: side, data: Uint8Array.from(editor.picture) };
  const schedule = ddimSchedule(scheduler, editor.steps);
  const progress = new ProgressCounter(schedule.length, undefined);
  const run = { ...{ predictor, schedule, noise, text, empty, progress }, signal: undefined };
  if (editor.mask) {
    const mask = Array.from(editor.mask.data, (value) => value > 0);
    const masked = await model.vae.encode(withHole(pictureToTensor(picture), mask, latent.factor));
    const { latent: drawn } = await fill({ ...run, mask, masked, guidanceScale });
    return relativeError(drawn, editor.latent);
  }
  const encoded = await model.vae.encode(picture);
  const unscaled = { ...encoded, data: encoded.data.map((value) => value / latent.scale) };
  const dials = { imageGuidance, textGuidance: guidanceScale };
  const { latent: drawn } = await instruct({ ...run, ...dials, picture: unscaled });
  return relativeError(drawn, editor.latent);
}

async function attempt(check: () => Promise<number>): Promise<number | string> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof WordbrushError) return error.message;
    throw error;
  }
}

function all(result: number | string): FamilyErrors {
  return { predict: result, gradient: result, edit: result, invert: result, draw: result };
}
