import { WordbrushError } from '../errors.ts';
import { companionOf } from '../model/registry.ts';

/** Whether there is a CLIP for a model; one that is named and was not pulled is none yet. */
export function hasClip(modelPath: string): boolean {
  try {
    return companionOf(modelPath, 'CLIP') !== null;
  } catch (error) {
    if (error instanceof WordbrushError) return false;
    throw error;
  }
}
