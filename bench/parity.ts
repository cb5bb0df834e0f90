import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ddimInversion, invertLatent } from '../src/pipeline/diffusion/inversion/inversion.ts';
import { ProgressCounter } from '../src/pipeline/diffusion/progress.ts';
import { planEdit } from '../src/pipeline/diffusion/prompt-to-prompt/plan-edit.ts';
import { editLatents } from '../src/pipeline/diffusion/prompt-to-prompt/prompt-to-prompt.ts';
import { ddimSchedule } from '../src/pipeline/diffusion/schedule/schedule.ts';
import type { EditSpec } from '../src/pipeline/edit-types.ts';
import { decodePicture } from '../src/pipeline/image.ts';
import { type ModelFolder, openModelFolder } from '../src/pipeline/model/folder.ts';
import { openTextEncoder } from '../src/pipeline/model/parts/text-encoder.ts';
import { openTokenizer } from '../src/pipeline/model/parts/tokenizer.ts';
import { openNoisePredictor } from '../src/pipeline/model/parts/unet.ts';
import { openVae } from '../src/pipeline/model/parts/vae.ts';
import { type Tensor, tensor } from '../src/pipeline/tensor.ts';
import { MODEL, markdownTable, ROOT, report } from './lib.ts';

const FIXTURES = join(ROOT, 'test', 'fixtures', 'parity');

/** Largest relative error that counts as the same algorithm on the same weights. */
export const ALLOWED = 1e-3;

const Fraction = z.tuple([z.number(), z.number()]);
const WordPair = z.object({ source: z.string(), target: z.string() });

/** parity.json, as models/recipe/reference/fixtures.py writes it. */
const Fixtures = z.object({
  made: z.string(),
  model: z.record(z.string(), z.string()),
  prompt: z.string(),
  steps: z.int(),
  innerSteps: z.int(),
  tolerance: z.number(),
  guidanceScale: z.number(),
  gradients: z.int(),
  edits: z.record(
    z.string(),
    z.object({
      targetPrompt: z.string(),
      align: z.enum(['replace', 'refine']),
      weights: z.array(z.object({ words: z.string(), factor: z.number() })).default([]),
      crossWindow: Fraction,
      wordWindows: z.array(z.object({ words: z.string(), window: Fraction })).default([]),
      selfWindow: Fraction,
      blend: z.union([
        z.literal('none'),
        WordPair.extend({ subtract: WordPair, start: z.number(), threshold: z.number() }),
      ]),
    }),
  ),
  tensors: z.record(z.string(), z.object({ offset: z.int(), dims: z.array(z.int()) })),
});

export interface Parity {
  readonly worst: number;
  readonly checks: readonly { readonly name: string; readonly relativeError: number }[];
}

/**
 * Computes with the bundled model everything that the reference's fixtures hold, and compares.
 * Throws when the model is not the one that the fixtures were made from.
 */
export async function checkParity(model: string = MODEL, fixtures = FIXTURES): Promise<Parity> {
  const record = Fixtures.parse(JSON.parse(await readFile(join(fixtures, 'parity.json'), 'utf8')));
  const expected = await readTensors(fixtures, record.tensors);
  const folder = await openModelFolder(model);
  await checkModel(folder, record);

  const checks: { name: string; relativeError: number }[] = [];
  const compare = (name: string, ours: Tensor) =>
    checks.push({ name, relativeError: relativeError(ours, expected(name)) });

  const { channels, side, factor } = folder.latent;
  const tokenizer = await openTokenizer(folder.path, folder.tokens);
  const textEncoder = await openTextEncoder(folder);
  const vae = await openVae(folder);
  const predictor = await openNoisePredictor(folder, { channels, height: side, width: side });
  try {
    const source = tokenizer.encode(record.prompt);
    const conditional = await textEncoder.encode(source);
    compare('embedding', conditional);
    const picture = await decodePicture(await readFile(join(fixtures, 'picture.png')), {
      fit: 'crop',
      size: side * factor,
      multiple: factor,
    });
    const latent = await vae.encode(picture);
    const shared = {
      predictor,
      schedule: ddimSchedule(folder.scheduler, record.steps),
      signal: undefined,
      progress: new ProgressCounter(1, undefined),
    };
    const { guidanceScale, innerSteps, tolerance } = record;
    const empty = await textEncoder.encode(tokenizer.empty);
    const run = {
      ...shared,
      conditional,
      empty,
      guidanceScale,
      innerSteps,
      tolerance,
      optimizer: 'adam' as const,
    };
    compare('pivots', (await ddimInversion(run, latent)).pivots);
    for (const method of ['negative-prompt', 'ddim'] as const)
      compare(`${method} trajectory`, (await invertLatent(method, run, latent)).trajectory);
    const inverted = await invertLatent('null-text', run, latent);
    if (inverted.evaluations.gradient !== record.gradients)
      throw new Error(
        `Null-text stopped after ${inverted.evaluations.gradient} gradients, the reference after ` +
          `${record.gradients}: the early stop differs.`,
      );
    compare('null embeddings', inverted.nullEmbeddings);
    compare('null-text trajectory', inverted.trajectory);

    for (const [name, edit] of Object.entries(record.edits)) {
      const spec: EditSpec = edit;
      const target = tokenizer.encode(spec.targetPrompt);
      const origin = { prompt: source, attention: inverted.attention, steps: record.steps };
      const plan = planEdit(spec, { ...origin, latent: predictor.latent }, target, folder.settings);
      const context = await textEncoder.encode(target);
      const { latents } = await editLatents(
        {
          ...shared,
          trajectory: expected('null-text trajectory'),
          nullEmbeddings: expected('null embeddings'),
          sourceContext: conditional,
          kept: null,
        },
        // As the paper re-weights: by attention alone.
        [
          {
            context,
            control: plan.control,
            blend: plan.blend,
            emphases: [],
            noise: null,
            newObject: null,
            guidanceScale,
          },
        ],
      );
      compare(name, latents[0]!);
    }
  } finally {
    await predictor.close();
    await vae.close();
    await textEncoder.close();
  }
  return { worst: Math.max(...checks.map((check) => check.relativeError)), checks };
}

async function checkModel(folder: ModelFolder, record: z.infer<typeof Fixtures>): Promise<void> {
  for (const [name, digest] of Object.entries(record.model)) {
    const bytes = await readFile(join(folder.path, name));
    if (createHash('sha256').update(bytes).digest('hex') === digest) continue;
    throw new Error(
      `${name} has changed since the parity fixtures were made. Make them again: ${record.made}`,
    );
  }
}

async function readTensors(
  fixtures: string,
  index: z.infer<typeof Fixtures>['tensors'],
): Promise<(name: string) => Tensor> {
  const { buffer } = Uint8Array.from(await readFile(join(fixtures, 'tensors.bin')));
  return (name) => {
    const entry = index[name];
    if (!entry) throw new Error(`The parity fixtures hold no “${name}”.`);
    const size = entry.dims.reduce((product, dim) => product * dim, 1);
    return tensor(new Float32Array(buffer, entry.offset, size), entry.dims);
  };
}

/** ‖ours − theirs‖ / ‖theirs‖ over all elements. */
function relativeError(ours: Tensor, theirs: Tensor): number {
  if (ours.dims.join() !== theirs.dims.join())
    throw new Error(`Ours is [${ours.dims.join()}], the reference is [${theirs.dims.join()}].`);
  let difference = 0;
  let size = 0;
  theirs.data.forEach((value, i) => {
    difference += (ours.data[i]! - value) ** 2;
    size += value ** 2;
  });
  return Math.sqrt(difference / size);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, write: { type: 'boolean' } },
  });
  const parity = await checkParity();
  const table = markdownTable(
    ['tensor', 'relative error'],
    [...parity.checks, { name: '**worst**', relativeError: parity.worst }].map((check) => [
      check.name,
      check.relativeError.toExponential(1),
    ]),
  );
  await report('parity', 'npm run parity', { figures: parity, table }, values);
  if (parity.worst > ALLOWED) process.exitCode = 1;
}
