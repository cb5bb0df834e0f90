import { createHash } from 'node:crypto';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { WordbrushError } from '../errors.ts';
import { pooledRows, readGraph, unetFacts } from '../graph/index.ts';
import type { LoraChoice } from '../types.ts';
import { type Family, familyOf, type TextPart, type UNetSizes } from './family.ts';
import { loraFingerprint } from './lora/lora.ts';
import { SchedulerConfig } from './scheduler-config.ts';

const MiB = 2 ** 20;

// The networks' configs. Exports by diffusers' own script carry none: then the graphs tell.
const UnetConfig = z.looseObject({
  in_channels: z.int().positive(),
  out_channels: z.int().positive().default(4),
  sample_size: z.union([z.int().positive(), z.array(z.int().positive()).min(1)]).optional(),
  cross_attention_dim: z.union([z.int().positive(), z.array(z.int().positive()).min(1)]),
  /** Width of the guidance embedding of latent consistency models. */
  time_cond_proj_dim: z.int().positive().nullish(),
  /** SDXL: the pooled embedding and six embedded sizes, added up. */
  addition_embed_type: z.string().nullish(),
  addition_time_embed_dim: z.int().positive().nullish(),
  projection_class_embeddings_input_dim: z.int().positive().nullish(),
  /** Each level after the first halves the latent's sides. */
  block_out_channels: z.array(z.int().positive()).min(1).default([320, 640, 1280, 1280]),
});

const VaeConfig = z.looseObject({
  scaling_factor: z.number().positive().nullish(),
  /** Each level after the first halves the sides. */
  block_out_channels: z.array(z.int().positive()).min(1).default([128, 256, 512, 512]),
});

const TextEncoderConfig = z.looseObject({
  hidden_size: z.int().positive().nullish(),
  max_position_embeddings: z.int().positive().nullish(),
});

/** Some exports write 1e30 where their tokenizer knows no limit. */
const MOST_TOKENS = 1000;
const TokenizerConfig = z.looseObject({ model_max_length: z.number().positive().nullish() });

const ModelIndex = z.looseObject({ force_zeros_for_empty_prompt: z.boolean().nullish() });

const fraction = z.number().min(0).max(1);

/** Shares of the steps in which targets take the source's cross- and self-attention. */
const windows = z
  .strictObject({ cross: fraction.default(0.8), self: fraction.default(0.4) })
  .prefault({});

const noise = z
  .strictObject({ renewed: fraction.default(0), restored: fraction.default(0) })
  .prefault({});

/** A file of `editors/`, and dials of the editor that it makes of the model. */
const editor = <Dials extends z.ZodRawShape>(dials: Dials) =>
  z.strictObject({
    file: z.string().min(1),
    steps: z.int().min(1).optional(),
    /** What it is told of an edit that is a sentence and that the target prompt says as well. */
    reads: z.enum(['sentences', 'captions']).default('sentences'),
    ...dials,
  });

/** `wordbrush.json`: what suits this model; every key has its family's value as default. */
const Settings = z.strictObject({
  /** Name shown to people; default: the folder's name. */
  name: z.string().min(1).optional(),
  /** What the model draws, where that is not everything; see `unlikeOf`. */
  subject: z
    .strictObject({
      /** As in “This model draws emoji scenes”. */
      name: z.string().min(1),
      /** PSNR in dB with which its own pictures come through its autoencoder a second time. */
      ownPsnr: z.number().positive(),
    })
    .optional(),
  /** Guidance scale w of inversions and edits. */
  guidanceScale: z.number().positive().optional(),
  /** T of inversions, and with that of their edits. */
  steps: z.int().min(1).optional(),
  /** N: most gradient steps per timestep of null-text optimisation. */
  innerSteps: z.int().min(0).optional(),
  /** w that the UNet of a latent consistency model is told: its authors' 8.5, less 1. */
  guidanceEmbedding: z.number().min(0).optional(),
  /**
   * For edits of the whole picture, and for those that a blend confines to an object, whose
   * surroundings need no attention to stay.
   */
  windows: z.strictObject({ picture: windows, object: windows }).prefault({}),
  /** Shares of fresh noise (`FreshNoise`) that edits start from which add to the picture. */
  noise,
  /** How an object is drawn that takes another's place (`NewObject`); default: as in the paper. */
  newObject: z.strictObject({ guidanceScale: z.number().positive(), noise }).optional(),
  /** What draws an edit that names no method and swaps objects only; the rest is Prompt-to-Prompt's. */
  swaps: z.enum(['prompt-to-prompt', 'infedit']).default('prompt-to-prompt'),
  /** Of edits on the picture noised afresh (`infedit`). */
  infedit: z
    .strictObject({
      /** T, whatever the inversion's. */
      steps: z.int().min(1).optional(),
      /** w, away from the source prompt. */
      guidanceScale: z.number().positive().optional(),
      windows,
      /** Noisings that each of the first steps is averaged over: 1, or an even number. */
      noisings: z.int().min(1).default(1),
      /** A last denoising of what has changed: its share of the schedule, and its steps; default none. */
      touchUp: z
        .strictObject({
          strength: fraction,
          steps: z.int().min(1),
          guidanceScale: z.number().positive(),
        })
        .optional(),
    })
    .prefault({}),
  /** Editors trained beside the model, each by a file of its changes to the UNet; see `readEditor`. */
  editors: z
    .strictObject({
      instruct: editor({
        /** s_I and s_T. */
        imageGuidance: z.number().min(0).default(1.5),
        textGuidance: z.number().min(0).default(7.5),
        /**
         * Of an editor that was trained on captions too: it follows the picture to the caption of the
         * wanted one (`virtualInstruct`), and draws what names no method and changes objects by words alone.
         */
        virtual: z
          .strictObject({
            steps: z.int().min(1),
            guidanceScale: z.number().positive(),
            /** As of `infedit`. */
            noisings: z.int().min(1).default(1),
          })
          .optional(),
      }).optional(),
      fill: editor({ guidanceScale: z.number().min(0).default(7.5) }).optional(),
    })
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
  readonly settings: Settings &
    Family['defaults'] & {
      readonly name: string;
      readonly selfAttentionMaxTokens: number;
      readonly blendMapSide: number;
    };
}

/** The networks that every folder has. */
export const GRAPHS = ['unet', 'text_encoder', 'vae_encoder', 'vae_decoder'] as const;
/** Parts that only some families have. */
const MORE_PARTS = ['text_encoder_2', 'tokenizer_2'] as const;

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

  const scheduler = await readConfig(root, 'scheduler/scheduler_config.json', SchedulerConfig);
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
  const index = await readConfig(root, 'model_index.json', ModelIndex);
  const isEmptyZero = index?.force_zeros_for_empty_prompt ?? false;
  const family = familyOf(unet, scheduler, { encoders, isEmptyZero });
  const vae =
    (await readConfig(root, 'vae_decoder/config.json', VaeConfig)) ??
    (await readConfig(root, 'vae_encoder/config.json', VaeConfig)) ??
    VaeConfig.parse({});
  const { tokens } = encoders[0]!;
  const settings = (await readConfig(root, 'wordbrush.json', Settings)) ?? Settings.parse({});
  for (const { file } of Object.values(settings.editors).filter((each) => each !== undefined))
    await requireFile(root, file);
  const { side } = unet;
  return {
    path: root,
    fingerprint: await withLoras(await fingerprint(root), loras),
    loras,
    family,
    latent: {
      channels: family.unet.latentChannels,
      side,
      factor: 2 ** (vae.block_out_channels.length - 1),
      multiple: 2 ** unet.halvings,
      scale: vae.scaling_factor ?? (unet.pooled === null ? 0.18215 : 0.13025),
    },
    tokens,
    contextRows: tokens + pooledRows(family.text.pooled, width),
    embeddingWidth: width,
    scheduler,
    settings: {
      ...settings,
      name: settings.name ?? root.split(/[\\/]/).at(-1) ?? root,
      steps: settings.steps ?? family.defaults.steps,
      guidanceScale: settings.guidanceScale ?? family.defaults.guidanceScale,
      innerSteps: settings.innerSteps ?? family.defaults.innerSteps,
      infedit: {
        ...settings.infedit,
        steps: settings.infedit.steps ?? family.defaults.infedit.steps,
        guidanceScale: settings.infedit.guidanceScale ?? family.defaults.infedit.guidanceScale,
        isConsistent: family.defaults.infedit.isConsistent,
      },
      selfAttentionMaxTokens: settings.selfAttentionMaxTokens ?? (side / 2) ** 2,
      blendMapSide: settings.blendMapSide ?? side / 4,
    },
  };
}

/** A model with other weights is another model. */
async function withLoras(model: string, loras: readonly LoraChoice[]): Promise<string> {
  if (loras.length === 0) return model;
  return createHash('sha256')
    .update(model)
    .update(await loraFingerprint(loras))
    .digest('hex');
}

/** A config, parsed and checked; null when the folder has none. */
async function readConfig<Schema extends z.ZodType>(
  root: string,
  name: string,
  schema: Schema,
): Promise<z.infer<Schema> | null> {
  const path = join(root, name);
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw bad(`${path} is not JSON: download the model folder again.`, cause);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problem = parsed.error.issues[0]!;
  throw bad(`${path}: ${problem.path.join('.') || 'the file'}: ${problem.message}.`);
}

/** What the UNet reads and writes: by its config, else by its graph. */
async function sizesOfUnet(root: string, scheduler: SchedulerConfig): Promise<UNetSizes> {
  const config = await readConfig(root, 'unet/config.json', UnetConfig);
  if (config) {
    const contextWidth = [config.cross_attention_dim].flat()[0]!;
    const { projection_class_embeddings_input_dim: added, addition_time_embed_dim: each } = config;
    const pooled =
      config.addition_embed_type === 'text_time' && added && each ? added - 6 * each : null;
    return {
      channels: config.in_channels,
      outputChannels: config.out_channels,
      contextWidth,
      side: [config.sample_size ?? []].flat()[0] ?? usualSide(contextWidth, pooled, scheduler),
      pooled,
      guidance: config.time_cond_proj_dim ?? null,
      halvings: config.block_out_channels.length - 1,
    };
  }
  const facts = unetFacts(await readGraph(join(root, 'unet/model.onnx')));
  const contextWidth = facts.contextWidth ?? 768;
  return {
    ...facts,
    channels: facts.channels ?? 4,
    outputChannels: facts.outputChannels ?? 4,
    contextWidth,
    side: facts.fixed?.height ?? usualSide(contextWidth, facts.pooled, scheduler),
  };
}

/** Side of the latent that a generation was trained at: 512, 768 or 1024 pixels. */
function usualSide(
  contextWidth: number,
  pooled: number | null,
  { prediction_type }: SchedulerConfig,
): number {
  if (pooled !== null) return 128;
  return contextWidth === 1024 && prediction_type === 'v_prediction' ? 96 : 64;
}

/** The text encoders, with L. */
async function textParts(
  root: string,
  unet: UNetSizes,
): Promise<(TextPart & { tokens: number })[]> {
  const parts = [];
  for (const suffix of ['', '_2']) {
    const [name, tokenizer] = [`text_encoder${suffix}`, `tokenizer${suffix}`];
    if (!(await isFile(root, `${name}/model.onnx`))) continue;
    const config = await readConfig(root, `${name}/config.json`, TextEncoderConfig);
    const words = await readConfig(root, `${tokenizer}/tokenizer_config.json`, TokenizerConfig);
    const longest = words?.model_max_length ?? 77;
    const tokens =
      config?.max_position_embeddings ??
      (longest <= MOST_TOKENS ? longest : await positionsOf(root, name));
    parts.push({ name, tokenizer, width: config?.hidden_size ?? unet.contextWidth, tokens });
  }
  return parts;
}

/** Tokens that a text encoder has positions for. */
async function positionsOf(root: string, name: string): Promise<number> {
  const { initializers } = await readGraph(join(root, name, 'model.onnx'));
  for (const [weight, { dims }] of initializers)
    if (weight.endsWith('position_embedding.weight')) return dims[0] ?? 77;
  return 77;
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

async function isFile(root: string, name: string): Promise<boolean> {
  return (await stat(join(root, name)).catch(() => null))?.isFile() ?? false;
}

async function requireFile(root: string, name: string): Promise<void> {
  if (!(await isFile(root, name))) throw missing(root, name);
}

/**
 * Of files above 2 MiB the size and the first and last MiB count, which tells models apart without
 * reading gigabytes.
 */
async function fingerprint(root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of [...GRAPHS, 'tokenizer', 'scheduler', ...MORE_PARTS]) {
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

function missing(root: string, name: string): WordbrushError {
  return bad(`The model folder ${root} has no ${name}: download or export it again.`);
}

function bad(message: string, cause?: unknown): WordbrushError {
  return new WordbrushError('bad-model', message, { cause });
}
