import { createHash } from 'node:crypto';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { WordbrushError } from '../errors.ts';

const MiB = 2 ** 20;

const UnetConfig = z.looseObject({
  in_channels: z.int().positive(),
  sample_size: z.int().positive(),
  cross_attention_dim: z.int().positive(),
});

const VaeConfig = z.looseObject({
  scaling_factor: z.number().positive().default(0.18215),
  block_out_channels: z.array(z.int().positive()).min(1),
});

const TextEncoderConfig = z.looseObject({
  hidden_size: z.int().positive(),
  max_position_embeddings: z.int().positive(),
});

export const SchedulerConfig = z.looseObject({
  num_train_timesteps: z.int().positive().default(1000),
  beta_start: z.number().positive().default(0.0001),
  beta_end: z.number().positive().default(0.02),
  beta_schedule: z.enum(['linear', 'scaled_linear']).default('linear'),
  prediction_type: z.enum(['epsilon', 'v_prediction']).default('epsilon'),
  set_alpha_to_one: z.boolean().default(true),
});
export type SchedulerConfig = z.infer<typeof SchedulerConfig>;

const fraction = z.number().min(0).max(1);

/** `wordbrush.json`: what suits this model; every key has Stable Diffusion's value as default. */
const Settings = z.strictObject({
  /** Name shown to people; default: the folder's name. */
  name: z.string().min(1).optional(),
  /** Guidance scale w of inversions and edits. */
  guidanceScale: z.number().positive().default(7.5),
  /** Share of the steps in which targets take the source's cross-attention. */
  crossWindow: fraction.default(0.8),
  /** Share of the steps in which targets take the source's self-attention. */
  selfWindow: z
    .strictObject({ replace: fraction.default(0.4), refine: fraction.default(0.4) })
    .prefault({}),
  /** Layers of more tokens keep their own self-attention; default: half the latent's side, squared. */
  selfAttentionMaxTokens: z.int().positive().optional(),
  /** Side of the cross-attention maps of blends and heat maps; default: a quarter of the latent's. */
  blendMapSide: z.int().positive().optional(),
  /** Share of the largest attention above which a blend lets pixels change. */
  blendThreshold: fraction.default(0.3),
});
type Settings = z.infer<typeof Settings>;

/** A Stable Diffusion folder in Hugging Face's ONNX layout, its configs read and checked. */
export interface ModelFolder {
  readonly path: string;
  /** Sha-256 over the configs, the tokenizer and the weights: what an inversion belongs to. */
  readonly fingerprint: string;
  readonly latent: {
    readonly channels: number;
    /** Side of the square latent that the model was trained at. */
    readonly side: number;
    /** Pixels per latent cell along a side. */
    readonly factor: number;
    /** latent = mean of the VAE's encoding × scale. */
    readonly scale: number;
  };
  /** L and D of the text embeddings [1, L, D]. */
  readonly tokens: number;
  readonly embeddingWidth: number;
  readonly scheduler: SchedulerConfig;
  readonly settings: Settings & {
    readonly name: string;
    readonly selfAttentionMaxTokens: number;
    readonly blendMapSide: number;
  };
}

const GRAPHS = ['unet', 'text_encoder', 'vae_encoder', 'vae_decoder'] as const;

/** Path of one of the folder's networks. */
export function graphPath(folder: ModelFolder, graph: (typeof GRAPHS)[number]): string {
  return join(folder.path, graph, 'model.onnx');
}

/** Reads and checks a model folder; throws `bad-model` naming the file that is missing or wrong. */
export async function openModelFolder(path: string): Promise<ModelFolder> {
  const root = resolve(path);
  const info = await stat(root).catch(() => null);
  if (!info)
    throw bad(`There is no model folder at ${root}: check the path, or pull a model first.`);
  if (!info.isDirectory())
    throw bad(
      `${root} is a file, not a model folder: give the folder that holds model_index.json.`,
    );

  await requireFile(root, 'model_index.json');
  const unet = await readConfig(root, ['unet/config.json'], UnetConfig);
  const vae = await readConfig(
    root,
    ['vae_decoder/config.json', 'vae_encoder/config.json'],
    VaeConfig,
  );
  const text = await readConfig(root, ['text_encoder/config.json'], TextEncoderConfig);
  const scheduler = await readConfig(root, ['scheduler/scheduler_config.json'], SchedulerConfig);
  const settings = await readConfig(root, ['wordbrush.json'], Settings, {});
  for (const graph of GRAPHS) await requireFile(root, `${graph}/model.onnx`);

  if (text.hidden_size !== unet.cross_attention_dim)
    throw bad(
      `${root} mixes parts of different models: its text encoder writes embeddings of width ` +
        `${text.hidden_size}, its UNet reads ${unet.cross_attention_dim}.`,
    );
  const side = unet.sample_size;
  return {
    path: root,
    fingerprint: await fingerprint(root),
    latent: {
      channels: unet.in_channels,
      side,
      factor: 2 ** (vae.block_out_channels.length - 1),
      scale: vae.scaling_factor,
    },
    tokens: text.max_position_embeddings,
    embeddingWidth: text.hidden_size,
    scheduler,
    settings: {
      ...settings,
      name: settings.name ?? root.split(/[\\/]/).at(-1) ?? root,
      selfAttentionMaxTokens: settings.selfAttentionMaxTokens ?? (side / 2) ** 2,
      blendMapSide: settings.blendMapSide ?? side / 4,
    },
  };
}

/** Parses the first of `names` that exists; `fallback` stands in when none does. */
async function readConfig<Schema extends z.ZodType>(
  root: string,
  names: readonly string[],
  schema: Schema,
  fallback?: unknown,
): Promise<z.infer<Schema>> {
  let value = fallback;
  let source = names[0]!;
  for (const name of names) {
    const text = await readFile(join(root, name), 'utf8').catch(() => null);
    if (text === null) continue;
    source = name;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw bad(`${join(root, name)} is not JSON: download the model folder again.`, cause);
    }
    break;
  }
  if (value === undefined) throw bad(`The model folder ${root} has no ${names.join(' or ')}.`);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problem = parsed.error.issues[0]!;
  throw bad(`${join(root, source)}: ${problem.path.join('.') || 'the file'}: ${problem.message}.`);
}

async function requireFile(root: string, name: string): Promise<void> {
  const info = await stat(join(root, name)).catch(() => null);
  if (!info?.isFile())
    throw bad(`The model folder ${root} has no ${name}: download or export it again.`);
}

/**
 * Files up to 2 MiB count whole; of larger ones the size and the first and last MiB, which tells
 * models apart without reading gigabytes.
 */
async function fingerprint(root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of [...GRAPHS, 'tokenizer', 'scheduler']) {
    for (const name of await sourceFiles(join(root, folder))) {
      const file = await open(join(root, folder, name));
      try {
        const { size } = await file.stat();
        hash.update(`${folder}/${name} ${size}\n`);
        for (const position of new Set([0, Math.max(size - MiB, 0)])) {
          const part = await file.read({ buffer: Buffer.alloc(MiB), position });
          hash.update(part.buffer.subarray(0, part.bytesRead));
        }
      } finally {
        await file.close();
      }
    }
  }
  return hash.digest('hex');
}

/** The files of a part as it was exported: graphs that the compiler wrote beside them do not count. */
async function sourceFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => entry.name)
    .filter((name) => name === 'model.onnx' || !name.endsWith('.onnx'))
    .sort();
}

function bad(message: string, cause?: unknown): WordbrushError {
  return new WordbrushError('bad-model', message, { cause });
}
