/** What an edit inherits from the result that it goes on from. */
import type {
  EditRequest,
  EditRequestOptions,
  WordWeight,
} from '../../edit-language/edit-request.ts';
import { contentWords, findPhrase, wordsOf } from '../../edit-language/english/prompt-words.ts';
import type { Result, Settings } from '../thread/thread.ts';
import type { Draft } from './draft.ts';
import { assumedOf, isByPromptToPrompt, optionsOf } from './variations.ts';

/**
 * Dials of Prompt-to-Prompt that were typed stay from edit to edit, under those come the settings of now;
 * the other methods take only what they are given.
 */
export function chainOptions(
  given: EditRequestOptions,
  before: EditRequestOptions,
  settings: Settings,
): Pick<Draft, 'options' | 'assumed'> {
  if (!isByPromptToPrompt(given)) return { options: given };
  const chained = isByPromptToPrompt(before) ? before : {};
  const { strength, structure, seed, loras } = { ...chained, ...given };
  const ofNow = {
    ...(strength === undefined &&
      settings.strength !== undefined && { strength: settings.strength }),
    ...(structure === undefined &&
      settings.structure !== undefined && { structure: settings.structure }),
  };
  const assumed = Object.keys(ofNow);
  return {
    options: {
      ...given,
      ...(strength !== undefined && { strength }),
      ...(structure !== undefined && { structure }),
      ...(seed !== undefined && { seed }),
      ...(loras && { loras }),
      ...ofNow,
    },
    ...(assumed.length > 0 && { assumed }),
  };
}

/** cat → lion, then lion → tiger: cat → tiger. */
export function compose(
  before: Result['replacements'],
  { replacements }: EditRequest,
): Result['replacements'] {
  let composed = [...before];
  for (const { from, to } of replacements) {
    const earlier = composed.find((step) => findPhrase(step.to, from) !== null);
    composed = earlier
      ? composed.map((step) => (step === earlier ? { from: step.from, to } : step))
      : [...composed, { from, to }];
  }
  return composed;
}

/** Earlier weights of words that are still there, under the new ones. */
export function chainWeights(before: readonly WordWeight[], edit: EditRequest): WordWeight[] {
  const factors = new Map(
    before
      .filter(({ words }) => findPhrase(edit.targetPrompt, words) !== null)
      .map(({ words, factor }) => [words, factor]),
  );
  for (const { words, factor } of edit.weights) factors.set(words.toLowerCase(), factor);
  return [...factors]
    .filter(([, factor]) => factor !== 1)
    .map(([words, factor]) => ({ words, factor }));
}

/** Words that say something and that are new or newly weighed. */
export function editedWords(before: string, edit: EditRequest): string[] {
  const old = new Set(wordsOf(before).map(({ key }) => key));
  const fresh = contentWords(edit.targetPrompt).filter((word) => !old.has(word));
  const weighed = edit.weights.map(({ words }) => words.toLowerCase());
  return [...new Set([...fresh, ...weighed])];
}

/** What a result was drawn with, without what nobody typed or chose. */
export function typedOf(from: Result): EditRequestOptions {
  const { strength, structure, ...options } = optionsOf(from);
  const assumed = assumedOf(from);
  return {
    ...options,
    ...(strength !== undefined && !assumed.includes('strength') && { strength }),
    ...(structure !== undefined && !assumed.includes('structure') && { structure }),
  };
}
