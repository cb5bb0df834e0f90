import { z } from 'zod';
import { readModelConfig } from './config/config-files.ts';

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
  return await readModelConfig(folder, 'words.json', ModelWords);
}
