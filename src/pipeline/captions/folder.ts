import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { WordbrushError } from '../errors.ts';
import { modelFolder } from '../model/registry.ts';

/**
 * Where the captioner for a model is: the pulled one or the folder that `CAPTIONS` names, else the
 * model's own `captioner/`; null where there is neither, or `CAPTIONS=off`.
 *
 * Throws `bad-model` for the name of one that has not been pulled.
 */
export function findCaptioner(
  modelPath: string,
  environment: NodeJS.ProcessEnv = process.env,
): string | null {
  const chosen = environment.CAPTIONS?.trim();
  if (chosen === 'off') return null;
  if (chosen) return modelFolder(chosen, environment);
  const own = join(modelPath, 'captioner');
  return existsSync(own) ? own : null;
}

/** The same; throws `no-captions` where there is none. */
export function captionerFolder(
  modelPath: string,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const folder = findCaptioner(modelPath, environment);
  if (folder !== null) return folder;
  throw new WordbrushError(
    'no-captions',
    `${basename(modelPath)} brings no captioner: describe the picture in a sentence, or run ` +
      '`npx wordbrush models pull vit-gpt2-captions` and set CAPTIONS=vit-gpt2-captions.',
  );
}
