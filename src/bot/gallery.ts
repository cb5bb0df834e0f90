import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { nearestPhrases } from '../edit-language/english/prompt-words.ts';

/** An example picture of the model's own world, with the sentence that describes it. */
export interface Example {
  readonly file: string;
  readonly prompt: string;
}

const Examples = z.array(
  z
    .object({ file: z.string().regex(/^[\w.-]+$/u), prompt: z.string().min(1) })
    .transform((example): Example => example),
);

/** The examples that come with a model folder. */
export class Gallery {
  readonly examples: readonly Example[];
  readonly #folder: string;

  constructor(folder: string, examples: readonly Example[]) {
    this.#folder = folder;
    this.examples = examples;
  }

  /** A folder without examples, such as a pulled Stable Diffusion, has an empty gallery. */
  static async open(modelFolder: string): Promise<Gallery> {
    const folder = join(modelFolder, 'examples');
    const text = await readFile(join(folder, 'examples.json'), 'utf8').catch(() => '[]');
    return new Gallery(folder, Examples.parse(JSON.parse(text)));
  }

  /** The picture file of an example. */
  async read(example: Example): Promise<Uint8Array> {
    return await readFile(join(this.#folder, basename(example.file)));
  }

  /** The example that some words of a caption, or its number from 1, mean. */
  find(words: string): Example | undefined {
    const number = /^\d+$/u.test(words.trim()) ? Number(words) - 1 : -1;
    if (number >= 0) return this.examples[number];
    return (
      this.matching(words)[0] ??
      this.examples.find(({ prompt }) => nearestPhrases(prompt, words).length > 0)
    );
  }

  /** Examples whose captions hold all of the words, or what has been typed of them. */
  matching(text: string): Example[] {
    const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
    return this.examples.filter(({ prompt }) =>
      words.every((word) => prompt.toLowerCase().includes(word)),
    );
  }
}
