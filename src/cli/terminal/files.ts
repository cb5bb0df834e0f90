import { constants } from 'node:fs';
import { access, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { WordbrushError } from '../../pipeline/errors.ts';
import { checkByteSize } from '../../pipeline/image.ts';
import { parseInversion } from '../../pipeline/inversion-file/inversion-file.ts';
import type { Inversion } from '../../pipeline/types.ts';

/** What the system's error codes mean and what to do about them. */
const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder. Check the path.',
  ENOTDIR: 'a part of the path is a file, not a folder. Check the path.',
  EISDIR: 'it is a folder. Give the path of a file.',
  EACCES: 'you are not allowed to. Choose another place or change its permissions.',
  EPERM: 'you are not allowed to. Choose another place or change its permissions.',
  EROFS: 'the disk can only be read. Choose another place.',
  ENOSPC: 'the disk is full. Make room and run the command again.',
  EDQUOT: 'your share of the disk is full. Make room and run the command again.',
};

/** The system's error as a sentence. */
export function fileError(
  error: unknown,
  verb: 'read' | 'write' | 'use',
  path: string,
): WordbrushError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why = FILE_ERRORS[code] ?? `${error instanceof Error ? error.message : error}.`;
  return new WordbrushError('io', `Cannot ${verb} ${path}: ${why}`, { cause: error });
}

/** A picture's bytes; one over the size limit is refused unread. */
export async function readPicture(path: string): Promise<Uint8Array> {
  try {
    const info = await stat(path);
    if (info.isFile()) checkByteSize(info.size);
    return await readFile(path);
  } catch (error) {
    throw error instanceof WordbrushError ? error : fileError(error, 'read', path);
  }
}

export async function readInversion(path: string): Promise<Inversion> {
  const bytes = await readFile(path).catch((error) => {
    throw fileError(error, 'read', path);
  });
  return parseInversion(bytes);
}

/** Fails before the work when its result could not be written afterwards. */
export async function checkOutput(path: string): Promise<void> {
  try {
    const existing = await stat(path).catch(() => null);
    if (existing?.isDirectory())
      throw Object.assign(new Error(`${path} is a folder`), { code: 'EISDIR' });
    if (existing && !existing.isFile()) return;
    const folder = dirname(resolve(path));
    await access(folder, constants.W_OK);
    if (!(await stat(folder)).isDirectory())
      throw Object.assign(new Error(`${folder} is a file`), { code: 'ENOTDIR' });
  } catch (error) {
    throw fileError(error, 'write', path);
  }
}

/**
 * Writes a whole file or nothing: beside the target first, then in its place, so that a full disk
 * costs no earlier result. A device or pipe, such as /dev/stdout, is written directly.
 */
export async function writeOutput(path: string, bytes: Uint8Array): Promise<void> {
  const existing = await stat(path).catch(() => null);
  const isSpecial = existing !== null && !existing.isFile();
  const written = isSpecial ? path : `${path}.${process.pid}.tmp`;
  try {
    await writeFile(written, bytes, { flush: !isSpecial });
    if (!isSpecial) await rename(written, path);
  } catch (error) {
    if (!isSpecial) await rm(written, { force: true });
    throw fileError(error, 'write', path);
  }
}
