import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { modelFolder } from '../model/registry.ts';

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
