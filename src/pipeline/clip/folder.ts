import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { WordbrushError } from '../errors.ts';
import { modelFolder } from '../model/registry.ts';

/** Whether there is a CLIP for a model; one that is named and was not pulled is none yet. */
export function hasClip(modelPath: string): boolean {
  try {
    return findClip(modelPath) !== null;
  } catch (error) {
    if (error instanceof WordbrushError) return false;
    throw error;
  }
}

/**
 * Where the CLIP for a model is: the pulled one or the folder that `CLIP` names, else the model's own
 * `clip/`; null where there is neither, or `CLIP=off`.
 *
 * Throws `bad-model` for the name of one that has not been pulled.
 */
export function findClip(
  modelPath: string,
  environment: NodeJS.ProcessEnv = process.env,
): string | null {
  const chosen = environment.CLIP?.trim();
  if (chosen === 'off') return null;
  if (chosen) return modelFolder(chosen, environment);
  const own = join(modelPath, 'clip');
  return existsSync(own) ? own : null;
}
