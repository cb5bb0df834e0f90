import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { WordbrushError } from '../../errors.ts';

/** A config, parsed and checked; null when the folder has none. */
export async function readModelConfig<Schema extends z.ZodType>(
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

/** Whether the folder has a file of this name, under links too. */
export async function isFile(root: string, name: string): Promise<boolean> {
  return (await stat(join(root, name)).catch(() => null))?.isFile() ?? false;
}

export function bad(message: string, cause?: unknown): WordbrushError {
  return new WordbrushError('bad-model', message, { cause });
}
