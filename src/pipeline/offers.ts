import { hasClip } from './clip/folder.ts';
import {
  EDIT_METHODS,
  type EditMethod,
  type EditSpec,
  isTrained,
  type PromptToPromptSpec,
} from './edit-types.ts';
import { WordbrushError } from './errors.ts';
import type { ModelFolder } from './model/folder.ts';
import type { LoadedModel } from './model/loaded-model.ts';
import { INVERSION_METHODS, type Inversion, type InversionMethod } from './types.ts';

/** What a model folder can do; the first of each is what it does unless asked for another. */
export interface Offers {
  readonly inversions: readonly InversionMethod[];
  readonly edits: readonly EditMethod[];
  /** How many variations more to draw than are shown: the folder's `spareVariations`, where a CLIP can choose. */
  readonly spares: number;
}

/**
 * A text-to-image model inverts and edits in every way but those that a network must be trained for,
 * which it has where its folder names a file (`editors`). One that was trained for such a way itself has
 * that alone, and for that a picture need only be encoded.
 */
export function offersOf({
  path,
  family,
  settings,
}: Pick<ModelFolder, 'path' | 'family' | 'settings'>): Offers {
  const spares = hasClip(path) ? settings.spareVariations : 0;
  if (family.trainedFor) return { inversions: ['encode'], edits: [family.trainedFor], spares };
  if (family.obstacle !== null) return { inversions: [], edits: [], spares: 0 };
  const edits = EDIT_METHODS.filter(
    (method) => !isTrained(method) || settings.editors[method] !== undefined,
  );
  return { inversions: INVERSION_METHODS, edits, spares };
}

export function isPromptToPrompt(spec: EditSpec): spec is PromptToPromptSpec {
  const { method = 'prompt-to-prompt' } = spec;
  return method === 'prompt-to-prompt' || method === 'infedit';
}

/**
 * Throws `bad-edit` or `bad-model` for a method that a model does not have, and `bad-inversion` for one
 * that follows the way from picture to noise where the picture was only encoded.
 */
export function requireMethod(
  model: LoadedModel,
  spec: EditSpec,
  { timesteps }: Pick<Inversion, 'timesteps'>,
): void {
  const { method = 'prompt-to-prompt' } = spec;
  const { edits } = offersOf(model.folder);
  if (!edits.includes(method)) {
    if (!isTrained(method)) model.requireDrawing();
    throw new WordbrushError(
      'bad-edit',
      `${model.folder.settings.name} has no editor for “using ${method}”; it edits using ` +
        `${edits.join(', ') || 'nothing'}.`,
    );
  }
  if (timesteps.length === 0 && isPromptToPrompt(spec))
    throw new WordbrushError(
      'bad-inversion',
      'The picture was only encoded, and Prompt-to-Prompt follows its inversion: invert it by ' +
        'another method than encode.',
    );
}
