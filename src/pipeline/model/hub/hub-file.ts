import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { WordbrushError } from '../../errors.ts';

/** A file of a repository at one commit. */
export const HubFile = z
  .strictObject({
    path: z.string(),
    size: z.int().nonnegative(),
    /** Large files carry the SHA-256 of their content, small ones the SHA-1 of their git blob. */
    digest: z
      .strictObject({ algorithm: z.enum(['sha256', 'git-sha1']), hex: z.string() })
      .readonly(),
  })
  .readonly();
export type HubFile = z.infer<typeof HubFile>;

/** A listed path becomes a path on this machine, so it must stay inside its folder. */
export function refuseUnsafePath(path: string): void {
  const parts = path.split('/');
  const unsafe = parts.some((part) => part === '' || part === '.' || part === '..');
  if (unsafe || /[\\:\0]/.test(path))
    throw new WordbrushError(
      'io',
      `The hub lists the unsafe path ${JSON.stringify(path)}; nothing was downloaded. Do not trust ` +
        'this repository.',
    );
}

export async function sizeOnDisk(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

/** Whether a file is there with the content that the hub lists: its size alone says little. */
export async function isIntact(path: string, file: HubFile): Promise<boolean> {
  return (await sizeOnDisk(path)) === file.size && (await digestOf(path, file)) === file.digest.hex;
}

export async function digestOf(path: string, { size, digest }: HubFile): Promise<string> {
  const sha256 = digest.algorithm === 'sha256';
  const hash = createHash(sha256 ? 'sha256' : 'sha1');
  if (!sha256) hash.update(`blob ${size}\0`);
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
