import { WordbrushError } from '../errors.ts';
import { type Network, openNetwork } from '../model/parts/network.ts';
import { tokenFeeds } from '../model/parts/text-encoder.ts';
import {
  type EncodedPrompt,
  openTokenizer,
  type PromptTokenizer,
} from '../model/parts/tokenizer.ts';
import { sharp } from '../picture/sharp.ts';
import * as ort from '../runtime.ts';
import type { Picture } from '../types.ts';
import { type ClipConfig, readClipConfig } from './clip-config.ts';

/** Two towers whose embeddings of a picture and of a sentence point the same way where they agree. */
export interface Clip {
  readonly config: ClipConfig;
  /** The sentence's embedding, of length 1. What is longer than the tower reads is cut at a word. */
  ofText(text: string): Promise<Float32Array>;
  /** The picture's embedding, of length 1: of its middle square, where it is none. */
  ofPicture(picture: Picture): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * Opens a CLIP in the layout of Transformers.js. Nothing is fetched.
 *
 * Throws `bad-model` for a folder that does not hold one.
 */
export async function openClip(folder: string): Promise<Clip> {
  const config = await readClipConfig(folder);
  const tokenizer = await openTokenizer(folder, config.context, '.');
  const text = await openTower(config.text, 'text_embeds');
  const vision = await openTower(config.vision, 'image_embeds');
  return {
    config,
    async ofText(sentence) {
      const { ids } = encodeWhatFits(tokenizer, sentence);
      const { text_embeds: embedding } = await text.run(tokenFeeds(text, ids), ['text_embeds']);
      return unit(embedding!.data);
    },
    async ofPicture(picture) {
      const { side } = config;
      const feed = new ort.Tensor('float32', await pixelValues(config, picture), [
        1,
        3,
        side,
        side,
      ]);
      const feeds = { [vision.inputs[0]!.name]: feed };
      const { image_embeds: embedding } = await vision.run(feeds, ['image_embeds']);
      return unit(embedding!.data);
    },
    async close() {
      await Promise.all([text.close(), vision.close()]);
    },
  };
}

/** Cosine of the angle between two embeddings of length 1. */
export function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

async function openTower(path: string, output: string): Promise<Network> {
  const network = await openNetwork(path);
  if (network.outputs.includes(output)) return network;
  await network.close();
  throw new WordbrushError(
    'bad-model',
    `${path} has no output ${output}: it is no tower of a CLIP with its projection; export it again.`,
  );
}

function encodeWhatFits(tokenizer: PromptTokenizer, sentence: string): EncodedPrompt {
  try {
    return tokenizer.encode(sentence);
  } catch (error) {
    const shorter = sentence.trimEnd().replace(/\s+\S+$/u, '');
    if (shorter === sentence.trimEnd()) throw error;
    return encodeWhatFits(tokenizer, shorter);
  }
}

/** [3, side, side] as CLIPImageProcessor makes it: the shorter side fitted, the middle cut out. */
async function pixelValues(
  { side, mean, deviation }: ClipConfig,
  { data, width, height }: Picture,
): Promise<Float32Array> {
  const resized = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(side, side, { fit: 'cover', position: 'centre', kernel: 'cubic' })
    .raw()
    .toBuffer();
  const plane = side * side;
  return Float32Array.from({ length: 3 * plane }, (_, i) => {
    const channel = Math.floor(i / plane);
    return (resized[3 * (i % plane) + channel]! / 255 - mean[channel]!) / deviation[channel]!;
  });
}

function unit(values: Float32Array): Float32Array {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}
