import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditSpec } from '../src/pipeline/edit-types.ts';
import { WordbrushError } from '../src/pipeline/errors.ts';
import { sharp } from '../src/pipeline/picture/sharp.ts';
import { EditingPipeline } from '../src/pipeline/pipeline.ts';
import type { Inversion } from '../src/pipeline/types.ts';
import { MODEL } from './lib.ts';

/** Whole jobs of the pipeline, with text encoder and autoencoder. */
export const JOBS = ['quick-inversion', 'infedit', 'lcm-edit'] as const;
export type FullJob = (typeof JOBS)[number];

const SIDE = 512;
const PICTURE = join(MODEL, 'examples', '01-cat.png');
const PROMPT = 'a cat on a red background';
const EDIT: EditSpec = { method: 'infedit', targetPrompt: 'a dog on a red background' };
const INFEDIT_STEPS = 12;

const LCM_SCHEDULER = {
  _class_name: 'LCMScheduler',
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  num_train_timesteps: 1000,
  set_alpha_to_one: true,
};

const NETWORKS = ['unet', 'vae_encoder', 'vae_decoder', 'text_encoder', 'tokenizer'];

/** The random folder under another schedule and settings: its networks are linked. */
async function variantOf(model: string, job: FullJob): Promise<string> {
  const folder = join(model, job);
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'scheduler'), { recursive: true });
  for (const name of [...NETWORKS, 'model_index.json'])
    await symlink(join(model, name), join(folder, name));
  const scheduler = join('scheduler', 'scheduler_config.json');
  if (job === 'lcm-edit') await writeFile(join(folder, scheduler), JSON.stringify(LCM_SCHEDULER));
  else await symlink(join(model, scheduler), join(folder, scheduler));
  const settings = job === 'infedit' ? { infedit: { steps: INFEDIT_STEPS } } : {};
  await writeFile(join(folder, 'wordbrush.json'), JSON.stringify(settings));
  return folder;
}

/**
 * Seconds of one job in a process that has done nothing yet but compile and open the graphs: of an
 * inversion all of it; of an edit what it takes once its picture was taken in. `vaeSeconds` is one
 * way of a picture through the autoencoder.
 */
export async function measureJob(
  model: string,
  job: FullJob,
): Promise<{ seconds: number; unetRows: number; vaeSeconds: number }> {
  const pipeline = await EditingPipeline.load(await variantOf(model, job));
  try {
    const fewest = { method: 'pivotal', steps: job === 'lcm-edit' ? 1 : 2 } as const;
    const shown = await sharp(await readFile(PICTURE))
      .resize(SIDE, SIDE)
      .png()
      .toBuffer();
    const mirrored = await sharp(shown).flop().png().toBuffer();
    const inversion = await pipeline.invert(shown, PROMPT, fewest);
    const again = await pipeline.invert(shown, PROMPT, fewest);
    const other = await pipeline.invert(mirrored, PROMPT, fewest);
    const vaeSeconds = other.report.seconds - again.report.seconds;
    if (job === 'quick-inversion') {
      const turned = await sharp(shown).flip().png().toBuffer();
      const { report } = await pipeline.invert(turned, PROMPT, { method: 'pivotal' });
      return { seconds: report.seconds, unetRows: report.unetEvaluations, vaeSeconds };
    }
    await openGraphs(pipeline, inversion);
    const [result] = await pipeline.edit(inversion, [EDIT]);
    return { seconds: result!.seconds, unetRows: result!.unetRows, vaeSeconds };
  } finally {
    await pipeline.close();
  }
}

/** Stops an edit after its first step. */
async function openGraphs(pipeline: EditingPipeline, inversion: Inversion): Promise<void> {
  const canceller = new AbortController();
  const onProgress = ({ phase, done }: { phase: string; done: number }) => {
    if (phase === 'edit' && done > 1) canceller.abort();
  };
  await pipeline
    .edit(inversion, [EDIT], { signal: canceller.signal, onProgress })
    .catch((error: unknown) => {
      if (!(error instanceof WordbrushError) || error.code !== 'cancelled') throw error;
    });
}
