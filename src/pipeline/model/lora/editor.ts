import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { WordbrushError } from '../../errors.ts';
import { type Lora, loraModules } from './lora.ts';
import { readSafetensors, type StoredTensor } from './safetensors.ts';

/** What makes another network of a model's own: a LoRA, and an input that reads more channels. */
export interface EditorWeights extends Lora {
  /** Of the convolution that reads the latent and what lies beside it, [out, channels, k, k]. */
  readonly input: StoredTensor;
}

const INPUT = 'unet.conv_in.weight';

/**
 * Reads an editor that was trained beside a model: a .safetensors file of a LoRA in any known format,
 * and of the UNet's first weight whole, as `unet.conv_in.weight`.
 *
 * @throws WordbrushError `bad-option` for a file that is no such thing
 */
export async function readEditor(file: string): Promise<EditorWeights> {
  const tensors = await readSafetensors(file);
  const input = tensors.get(INPUT);
  if (input?.dims.length !== 4)
    throw new WordbrushError(
      'bad-option',
      `The editor ${basename(file)} has no ${INPUT} [out, channels, k, k]: it is not made for a UNet ` +
        'that reads more than a latent.',
    );
  tensors.delete(INPUT);
  const modules = tensors.size > 0 ? loraModules(tensors, file, 1) : [];
  return { file, modules, input };
}

/** Sha-256 of a model and of an editor beside it. */
export async function editorFingerprint(model: string, file: string): Promise<string> {
  return createHash('sha256')
    .update(`${model} `)
    .update(await readFile(file))
    .digest('hex');
}
