import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { WordbrushError } from '../errors.ts';
import { pooledRows } from '../graph/index.ts';
import type { LoraChoice } from '../types.ts';
import { bad, isFile, readModelConfig } from './config/config-files.ts';
import { sizesOfUnet, sizesOfVae, textParts } from './config/networks.ts';
import { SchedulerConfig } from './config/scheduler-config.ts';
import { FolderSettings, type ModelSettings, settingsOf } from './config/settings.ts';
import { type Family, familyOf } from './family.ts';
import { modelFingerprint } from './fingerprint.ts';

const ModelIndex = z.looseObject({ force_zeros_for_empty_prompt: z.boolean().nullish() });

/** A Stable Diffusion folder in Hugging Face's ONNX layout, its configs read and checked. */
export interface ModelFolder {
  readonly path: string;
  /** Sha-256 over the configs, the tokenizer and the weights: what an inversion belongs to. */
  readonly fingerprint: string;
  readonly family: Family;
  readonly loras: readonly LoraChoice[];
  readonly latent: {
    readonly channels: number;
    /** Side of the square latent that the model was trained at. */
    readonly side: number;
    /** Pixels per latent cell along a side. */
    readonly factor: number;
    /** Sides of a latent are multiples of this, so that the UNet can halve and double them. */
    readonly multiple: number;
    /** latent = mean of the VAE's encoding × scale. */
    readonly scale: number;
  };
  /** L: tokens of a prompt. */
  readonly tokens: number;
  /** L' and D of a context [1, L', D]: its tokens, and what `foldConditioning` keeps behind them. */
  readonly contextRows: number;
  readonly embeddingWidth: number;
  readonly scheduler: SchedulerConfig;
  readonly settings: ModelSettings;
}

/** The networks that every folder has. */
export const GRAPHS = ['unet', 'text_encoder', 'vae_encoder', 'vae_decoder'] as const;
/** The folders that make a model what it is; the last two only some families have. */
const PARTS = [...GRAPHS, 'tokenizer', 'scheduler', 'text_encoder_2', 'tokenizer_2'];

/** Path of one of the folder's networks. */
export function graphPath(folder: Pick<ModelFolder, 'path'>, graph: string): string {
  return join(folder.path, graph, 'model.onnx');
}

/** Reads and checks a model folder; throws `bad-model` naming the file that is missing or wrong. */
export async function openModelFolder(
  path: string,
  choices: readonly LoraChoice[] = [],
): Promise<ModelFolder> {
  const loras = choices.filter(({ name }) => name === undefined);
  const root = resolve(path);
  const info = await stat(root).catch(() => null);
  if (!info)
    throw bad(`There is no model folder at ${root}: check the path, or pull a model first.`);
  if (!info.isDirectory())
    throw bad(
      `${root} is a file, not a model folder: give the folder that holds model_index.json.`,
    );
  await requireOnnx(root);
  for (const name of ['model_index.json', ...GRAPHS.map((graph) => `${graph}/model.onnx`)])
    await requireFile(root, name);

  const scheduler = await readModelConfig(root, 'scheduler/scheduler_config.json', SchedulerConfig);
  if (!scheduler) throw missing(root, 'scheduler/scheduler_config.json');
  const unet = await sizesOfUnet(root, scheduler);
  if (unet.pooled !== null) await requireFile(root, 'text_encoder_2/model.onnx');
  const encoders = await textParts(root, unet);
  const width = encoders.map((encoder) => encoder.width).reduce((sum, own) => sum + own, 0);
  if (width !== unet.contextWidth)
    throw bad(
      `${root} mixes parts of different models: its text encoder writes embeddings of width ` +
        `${width}, its UNet reads ${unet.contextWidth}.`,
    );
  const index = await readModelConfig(root, 'model_index.json', ModelIndex);
  const isEmptyZero = index?.force_zeros_for_empty_prompt ?? false;
  const family = familyOf(unet, scheduler, { encoders, isEmptyZero });
  const { tokens } = encoders[0]!;
  const settings =
    (await readModelConfig(root, 'wordbrush.json', FolderSettings)) ?? FolderSettings.parse({});
  for (const { file } of Object.values(settings.editors).filter((each) => each !== undefined))
    await requireFile(root, file);
  const { side } = unet;
  return {
    path: root,
    fingerprint: await modelFingerprint(root, PARTS, loras),
    loras,
    family,
    latent: {
      channels: family.unet.latentChannels,
      side,
      multiple: 2 ** unet.halvings,
      ...(await sizesOfVae(root, unet)),
    },
    tokens,
    contextRows: tokens + pooledRows(family.text.pooled, width),
    embeddingWidth: width,
    scheduler,
    settings: settingsOf(settings, { name: root.split(/[\\/]/).at(-1) ?? root, family, side }),
  };
}

/** A folder for another framework gets the command that makes ONNX of it. */
async function requireOnnx(root: string): Promise<void> {
  if (await isFile(root, 'unet/model.onnx')) return;
  const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
  const [names, loose] = [await namesIn(join(root, 'unet')), await namesIn(root)];
  const isTorch = (name: string) => /\.(safetensors|bin|ckpt|pt)$/.test(name);
  if (names.some(isTorch))
    throw bad(
      `${root} holds PyTorch weights, not ONNX: export it by \`pip install optimum-onnx[onnxruntime] ` +
        `&& optimum-cli export onnx --model ${root} --task text-to-image ${root}-onnx\`, then give ` +
        'that folder.',
    );
  const single = loose.find(isTorch);
  if (single && !loose.includes('model_index.json'))
    throw bad(
      `${root} holds the single file ${single}, not a model folder: bring it to diffusers' layout ` +
        '(StableDiffusionPipeline.from_single_file(…).save_pretrained(FOLDER)), then export that by ' +
        '`optimum-cli export onnx --model FOLDER --task text-to-image FOLDER-onnx`.',
    );
}

async function requireFile(root: string, name: string): Promise<void> {
  if (!(await isFile(root, name))) throw missing(root, name);
}

function missing(root: string, name: string): WordbrushError {
  return bad(`The model folder ${root} has no ${name}: download or export it again.`);
}
