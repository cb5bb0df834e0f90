import type { EditSpec } from '../pipeline/types.ts';
import { type EditOptions, type EditRequest, editSpecOf, parseEdit } from './edit-language.ts';
import { findPhrase, wordsOf } from './prompt-words.ts';
import { contentWords } from './reactions.ts';
import type { Requester, Result, Settings, Source, WordWeight } from './threads.ts';

/** What a new result of a thread is made of; its id and place in the tree are given by the caller. */
type Plan = Pick<
  Result,
  'title' | 'prompt' | 'replacements' | 'weights' | 'edited' | 'options' | 'parent' | 'source'
>;

export function resultFrom(plan: Plan, id: string, requester: Requester): Result {
  return { ...plan, id, requester, pictures: [], chosen: 0, reactions: [] };
}

/**
 * The edit that a text asks for on a result: it chains on the result's prompt.
 *
 * @throws WordbrushError `bad-edit`
 */
export function planEdit(text: string, from: Result, source: Source, defaults: Settings): Plan {
  const edit = parseEdit(text, from.prompt);
  const { strength, structure } = { ...defaults, ...from.options, ...edit.options };
  const options: EditOptions = {
    ...edit.options,
    ...(strength !== undefined && { strength }),
    ...(structure !== undefined && { structure }),
  };
  const plan = {
    title: text.trim(),
    prompt: edit.targetPrompt,
    replacements: compose(from.replacements, edit),
    weights: chainWeights(from.weights, edit),
    edited: editedWords(from.prompt, edit),
    options,
    parent: from.id,
    source: from.source,
  };
  specOf(plan, source); // refuses what `only` and `keep` cannot name, before anything is queued
  return plan;
}

/** The same words with another strength: of the weights where the edit weighed words, else of the pull. */
export function planStrength(from: Result, parent: Result | undefined, step: 1 | -1): Plan {
  const own = from.weights.filter(({ words, factor }) => {
    const before = parent?.weights.find((weight) => weight.words === words)?.factor ?? 1;
    return factor !== before;
  });
  const strength = clamp((from.options.strength ?? 0.5) + 0.25 * step, 0, 1);
  const weighed = own.length > 0;
  return {
    ...from,
    title: `${from.title} ${step > 0 ? '(stronger)' : '(weaker)'}`,
    weights: weighed
      ? from.weights.map((weight) =>
          own.includes(weight)
            ? {
                ...weight,
                factor: clamp(weight.factor + (weight.factor < 1 ? -0.5 : 0.5) * step, -2, 5),
              }
            : weight,
        )
      : from.weights,
    options: withoutVariations(weighed ? from.options : { ...from.options, strength }),
    parent: from.parent,
  };
}

/** Four ways to draw the same words. */
export function planVariations(from: Result): Plan {
  return { ...from, title: `${from.title} (varied)`, options: { ...from.options, variations: 4 } };
}

/** The same words with other weights, by reactions. */
export function planReweighted(from: Result, weights: readonly WordWeight[], title: string): Plan {
  return {
    ...from,
    title,
    weights,
    edited: weights.map(({ words }) => words),
    options: withoutVariations(from.options),
    parent: from.id,
  };
}

/** The pipeline's form of a result: one spec a variation. */
export function specsOf(result: Plan, source: Source): EditSpec[] {
  const count = result.options.variations ?? 1;
  return Array.from({ length: count }, (_, i) => specOf(result, source, VARIATIONS[i]));
}

export function variationLabel(i: number): string {
  const { strength, structure } = VARIATIONS[i] ?? {};
  return strength === undefined ? 'as asked' : `strength ${strength}, structure ${structure}`;
}

/** The pipeline draws the same picture for the same words, so variations vary how far they pull. */
const VARIATIONS: readonly EditOptions[] = [
  {},
  { strength: 0.8, structure: 0.3 },
  { strength: 0.3, structure: 0.5 },
  { strength: 1, structure: 0.15 },
  { strength: 0.6, structure: 0.2 },
  { strength: 0.2, structure: 0.6 },
  { strength: 0.9, structure: 0.4 },
  { strength: 0.7, structure: 0.1 },
  { strength: 1, structure: 0 },
];

function specOf(result: Plan, source: Source, variation: EditOptions = {}): EditSpec {
  return editSpecOf(
    {
      targetPrompt: result.prompt,
      weights: result.weights,
      replacements: result.replacements,
      options: { ...result.options, ...variation },
    },
    source.prompt,
  );
}

/** cat → lion, then lion → tiger: cat → tiger. */
function compose(
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
function chainWeights(before: readonly WordWeight[], edit: EditRequest): WordWeight[] {
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
function editedWords(before: string, edit: EditRequest): string[] {
  const old = new Set(wordsOf(before).map(({ key }) => key));
  const fresh = contentWords(edit.targetPrompt).filter((word) => !old.has(word));
  const weighed = edit.weights.map(({ words }) => words.toLowerCase());
  return [...new Set([...fresh, ...weighed])];
}

function withoutVariations({ variations: _, ...options }: EditOptions): EditOptions {
  return options;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
