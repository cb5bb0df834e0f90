import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { WordbrushError } from '../errors.ts';

/** CLIPTextConfig's default, which configs may leave out. */
const CONTEXT = 77;
const Config = z.looseObject({
  model_type: z.literal('clip'),
  text_config: z
    .looseObject({ max_position_embeddings: z.int().positive().default(CONTEXT) })
    .default({ max_position_embeddings: CONTEXT }),
});

/** A side, as old and as new configs write it. */
const Side = z.union([
  z.int().positive(),
  z.object({ shortest_edge: z.int().positive() }).transform((size) => size.shortest_edge),
  z
    .object({ height: z.int().positive(), width: z.int().positive() })
    .refine(({ height, width }) => height === width, 'its pictures are not square')
    .transform(({ height }) => height),
]);
const Channels = z.tuple([z.number(), z.number(), z.number()]);
const Preprocessor = z.looseObject({
  crop_size: Side,
  image_mean: Channels,
  image_std: Channels,
});

/** The weights' forms that exporters write, best first, by what their files' names end in. */
const FORMS = ['', '_fp16', '_quantized'] as const;

/** What a CLIP's folder says of it. */
export interface ClipConfig {
  readonly folder: string;
  /** Files of the two towers. */
  readonly vision: string;
  readonly text: string;
  /** L: tokens that the text tower reads at most. */
  readonly context: number;
  /** Side in pixels of the pictures that the vision tower reads. */
  readonly side: number;
  /** Of each channel in 0 … 1: what is taken away, and what the rest is divided by. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/**
 * Reads the folder of a CLIP (Radford et al. 2021) in the layout of Transformers.js: `config.json`,
 * `preprocessor_config.json`, the tokenizer, and its two towers under `onnx/`.
 *
 * Throws `bad-model` for a folder that does not hold one.
 */
export async function readClipConfig(folder: string): Promise<ClipConfig> {
  const config = await readJson(folder, 'config.json', Config);
  const look = await readJson(folder, 'preprocessor_config.json', Preprocessor);
  return {
    folder,
    vision: await towerOf(folder, 'vision'),
    text: await towerOf(folder, 'text'),
    context: config.text_config.max_position_embeddings,
    side: look.crop_size,
    mean: look.image_mean,
    deviation: look.image_std,
  };
}

async function towerOf(folder: string, tower: 'vision' | 'text'): Promise<string> {
  for (const form of FORMS) {
    const path = join(folder, 'onnx', `${tower}_model${form}.onnx`);
    if ((await stat(path).catch(() => null))?.isFile()) return path;
  }
  throw new WordbrushError(
    'bad-model',
    `${folder} lacks onnx/${tower}_model.onnx: it is no CLIP in the layout of Transformers.js, a file a tower; pull ` +
      'one with `npx wordbrush models pull clip-vit-base-patch32`, or set CLIP=off.',
  );
}

async function readJson<Schema extends z.ZodType>(
  folder: string,
  name: string,
  schema: Schema,
): Promise<z.infer<Schema>> {
  try {
    return schema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
  } catch (cause) {
    throw new WordbrushError(
      'bad-model',
      `${folder} holds no CLIP whose ${name} can be read: pull it again, or set CLIP=off.`,
      { cause },
    );
  }
}
