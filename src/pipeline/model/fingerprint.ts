import { createHash } from 'node:crypto';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoraChoice } from '../types.ts';
import { loraFingerprint } from './lora/lora.ts';

const MiB = 2 ** 20;

/**
 * Sha-256 over the configs, the tokenizer and the weights of a model folder, and over its LoRAs: a model
 * with other weights is another model. Of files above 2 MiB the size and the first and last MiB count,
 * which tells models apart without reading gigabytes.
 *
 * @param parts the folder's folders
 */
export async function modelFingerprint(
  root: string,
  parts: readonly string[],
  loras: readonly LoraChoice[],
): Promise<string> {
  const model = await folderFingerprint(root, parts);
  if (loras.length === 0) return model;
  return createHash('sha256')
    .update(model)
    .update(await loraFingerprint(loras))
    .digest('hex');
}

async function folderFingerprint(root: string, parts: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of parts) {
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
