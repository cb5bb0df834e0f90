import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { WordbrushError } from '../errors.ts';

const words = z.array(z.string().min(1).max(60)).max(20_000).default([]);

/** `words.json` of a model folder: the words that the model was trained on, by what they name. */
export const ModelWords = z
  .strictObject({
    animals: words,
    things: words,
    colours: words,
    patterns: words,
    worn: words,
    weather: words,
    sizes: words,
    /** What else it reads, such as “background” and “wearing”. */
    others: words,
  })
  .readonly();
export type ModelWords = z.infer<typeof ModelWords>;

/**
 * The words that a model folder lists; null for a folder that lists none, whose model may know any.
 *
 * @throws WordbrushError `bad-model` when the list cannot be read
 */
export async function readModelWords(folder: string): Promise<ModelWords | null> {
  const path = join(folder, 'words.json');
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return ModelWords.parse(JSON.parse(text));
  } catch (cause) {
    const [issue] = cause instanceof z.ZodError ? cause.issues : [];
    const why = issue ? `${issue.path.join('.') || 'the file'}: ${issue.message}` : 'it is no JSON';
    throw new WordbrushError('bad-model', `${path} lists no words that can be read: ${why}.`, {
      cause,
    });
  }
}
