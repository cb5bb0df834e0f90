import { basename } from 'node:path';
import { WordbrushError } from '../errors.ts';
import { companionOf } from '../model/registry.ts';

/** Where the captioner for a model is. Throws `no-captions` where there is none. */
export function captionerFolder(
  modelPath: string,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const folder = companionOf(modelPath, 'CAPTIONS', environment);
  if (folder !== null) return folder;
  throw new WordbrushError(
    'no-captions',
    `${basename(modelPath)} brings no captioner: describe the picture in a sentence, or run ` +
      '`npx wordbrush models pull vit-gpt2-captions` and set CAPTIONS=vit-gpt2-captions.',
  );
}
