import { z } from 'zod';
import { WordbrushError } from '../../errors.ts';
import type { LoraLayer } from '../../graph/index.ts';
import { Subject } from '../../types.ts';
import { type LoraModule, loraModules } from '../lora/lora.ts';
import { parseSafetensors, type StoredTensor, writeSafetensors } from '../lora/safetensors.ts';

/** One layer that was learned, with its A and B as graphs have them (`LoraLayer`). */
export interface LearnedLayer {
  readonly layer: Pick<LoraLayer, 'module' | 'inputs' | 'outputs' | 'kernel'>;
  readonly rank: number;
  readonly down: Float32Array;
  readonly up: Float32Array;
}

/**
 * A LoRA as PEFT and diffusers write it: `unet.….lora_A.weight` [r, in] and `….lora_B.weight` [out, r],
 * of a convolution [r, in, k, k] and [out, r, 1, 1].
 */
export function loraBytes(layers: readonly LearnedLayer[]): Uint8Array {
  const tensors = new Map<string, StoredTensor>();
  for (const { layer, rank, down, up } of layers) {
    const { module, inputs, outputs, kernel } = layer;
    const isLinear = kernel.length === 0;
    tensors.set(`unet.${module}.lora_A.weight`, {
      dims: [rank, inputs, ...kernel],
      data: isLinear ? transposed(down, inputs, rank) : down,
    });
    tensors.set(`unet.${module}.lora_B.weight`, {
      dims: [outputs, rank, ...kernel.map(() => 1)],
      data: isLinear ? transposed(up, rank, outputs) : up,
    });
  }
  return writeSafetensors({ tensors, metadata: { format: 'pt' } });
}

/** [rows, columns] as [columns, rows]. */
export function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!);
}

/** What other tools call the new token by. */
export function tokenOf(name: string): string {
  return `<${name.toLowerCase()}>`;
}

/** A token's embedding as textual inversion's tools write it: [1, D] by its token. */
export function embeddingBytes(name: string, vector: Float32Array): Uint8Array {
  const tensors = new Map([[tokenOf(name), { dims: [1, vector.length], data: vector }]]);
  return writeSafetensors({ tensors, metadata: { format: 'pt' } });
}

/** @throws WordbrushError `bad-option` for bytes that hold no embedding of that width */
export function embeddingOf({ name, embedding }: Subject, width: number): Float32Array {
  const [vector, ...more] = parseSafetensors(
    embedding,
    `The embedding of ${name}`,
  ).tensors.values();
  if (vector && more.length === 0 && vector.data.length === width) return vector.data;
  throw ofAnotherModel(name);
}

/** The changes to the UNet of a subject. */
export function modulesOfSubject({ name, lora }: Subject): LoraModule[] {
  if (lora === null) return [];
  const file = `of ${name}`;
  return loraModules(parseSafetensors(lora, `The LoRA ${file}`).tensors, file, 1);
}

export function ofAnotherModel(name: string): WordbrushError {
  return new WordbrushError(
    'bad-option',
    `${name} was learned by another model than this one: load that model, or teach ${name} again.`,
  );
}

/** Layers that were learned, as what is bound to a UNet. */
export function modulesOfLayers(layers: readonly LearnedLayer[]): LoraModule[] {
  const file = 'of what was learned';
  return loraModules(parseSafetensors(loraBytes(layers), `The LoRA ${file}`).tensors, file, 1);
}

const KEY = 'wordbrush.subject';
const Facts = Subject.unwrap()
  .omit({ lora: true, embedding: true })
  .extend({ embedding: z.base64() });

/**
 * One file for a whole subject: its LoRA, or without one its embedding, as other tools read it; all
 * else stands in the file's metadata, which they pass over.
 */
export function subjectFile({ lora, embedding, ...facts }: Subject): Uint8Array {
  const { tensors, metadata } = parseSafetensors(lora ?? embedding, facts.name);
  const more = JSON.stringify({ ...facts, embedding: Buffer.from(embedding).toString('base64') });
  return writeSafetensors({ tensors, metadata: { ...metadata, [KEY]: more } });
}

/** @throws WordbrushError `bad-option` for a file that `subjectFile` did not write */
export function readSubjectFile(bytes: Uint8Array, path: string): Subject {
  const { tensors, metadata } = parseSafetensors(bytes, path);
  const facts = Facts.safeParse(parsed(metadata[KEY])).data;
  if (!facts)
    throw new WordbrushError(
      'bad-option',
      `${path} holds no subject of Wordbrush; a LoRA of other tools is given by --lora.`,
    );
  const { embedding, ...plain } = facts;
  const isLora = plain.report.method === 'dreambooth';
  return {
    ...plain,
    embedding: new Uint8Array(Buffer.from(embedding, 'base64')),
    lora: isLora ? writeSafetensors({ tensors, metadata: { format: 'pt' } }) : null,
  };
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? 'null');
  } catch {
    return null;
  }
}
