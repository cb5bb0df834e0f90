import { EDIT_METHODS, isTrained } from '../pipeline/edit-types.ts';
import { WordbrushError } from '../pipeline/errors.ts';
import { Cursor, NUMBERS, type NumberName } from './edit-cursor.ts';
import { checkDials, listed, methodNamed } from './edit-methods.ts';
import { type EditRequest, type EditRequestOptions, type Using, Weighing } from './edit-request.ts';
import { clip, tokenizeEdit } from './edit-tokens.ts';
import { findPhrase, nearestPhrases, promptOf, wordsOf } from './english/prompt-words.ts';
import { addPhrase, removeSpan, replaceSpan } from './english/target-english.ts';
import { exampleEdits } from './suggestions.ts';

/**
 * The edit language: one string, the same on every platform.
 *
 *   edit    := clause (';' clause)* option*
 *   clause  := phrase '->' phrase          replace or refine a phrase of the prompt
 *            | phrase '*' number           re-weight a word; range −2 … 5
 *            | phrase '++' | phrase '--'   the same, each sign moves the weight by a half
 *            | '+' phrase | '-' phrase     add, where one would say it; remove, with what carried it
 *            | phrase                      what 'using instruct' or 'using fill' reads
 *   option  := 'strength' number | 'structure' number     0 … 1
 *            | 'using' method                             another editor, or 'all' side by side
 *            | 'with' LoRA number?                        one that the settings name, how strongly
 *            | 'ratio' number | 'threshold' number        0 … 1, dials of those editors
 *            | 'repeats' count | 'seed' count | 'steps' count
 *            | 'guidance' number | 'image-guidance' number    0 … 20, of trained editors
 *            | 'only' phrase | 'keep' phrase              where pixels may change
 *            | 'weighing' ('attention' | 'guidance')      what weights act on; attention alone is the paper's
 *            | 'x' count                                  variations, 1 … 9
 *   phrase  := quoted text | bare words up to the next sign or option
 */

export const WEIGHT_RANGE = { min: -2, max: 5 } as const;
const WEIGHT_STEP = 0.5;
const MAX_VARIATIONS = 9;
export const MAX_EDIT_LENGTH = 2_000;

/** What could be typed instead. */
function hintFor(prompt: string): string {
  return `The prompt is “${prompt}”: try ${exampleEdits(prompt).slice(0, 3).join(', ')}.`;
}

/**
 * Parses an edit and applies it to a prompt.
 *
 * @throws WordbrushError `bad-edit`, always a sentence for the person who typed it
 */
export function parseEdit(text: string, prompt: string): EditRequest {
  if (text.length > MAX_EDIT_LENGTH)
    throw badEdit(`An edit may have ${MAX_EDIT_LENGTH} characters; this one has ${text.length}.`);
  const cursor = new Cursor(tokenizeEdit(text), hintFor(prompt));
  if (cursor.atEnd()) throw badEdit(`There is no edit here. ${cursor.hint}`);

  let targetPrompt = promptOf(wordsOf(prompt));
  const weights = new Map<string, { words: string; factor: number }>();
  const replacements: { from: string; to: string }[] = [];
  const told: string[] = [];

  while (!cursor.atEnd() && !cursor.atOption()) {
    const clause = parseClause(cursor);
    switch (clause.kind) {
      case 'replace': {
        const span = spanOf(targetPrompt, clause.from);
        targetPrompt = replaceSpan(targetPrompt, span, clause.to);
        replacements.push({ from: clause.from, to: clause.to });
        break;
      }
      case 'add':
        targetPrompt = addPhrase(targetPrompt, clause.words);
        break;
      case 'remove':
        targetPrompt = removeSpan(targetPrompt, spanOf(targetPrompt, clause.words));
        break;
      case 'tell':
        told.push(clause.words);
        break;
      case 'weigh':
        spanOf(targetPrompt, clause.words);
        weights.set(keysOf(clause.words), { words: clause.words, factor: clause.factor });
    }
    if (!cursor.take('semicolon')) break;
  }
  const given = parseOptions(cursor);
  if (told[0] !== undefined && !isTrained(given.using)) throw sayWhat(told[0], cursor);
  const isCaptioned = targetPrompt !== promptOf(wordsOf(prompt));
  const sentence = { sentence: told.join(', '), ...(isCaptioned && { isCaptioned }) };
  const options = told.length > 0 ? { ...given, ...sentence } : given;
  if (targetPrompt === '')
    throw badEdit('The edit leaves no words in the prompt; keep at least one.');
  for (const { words } of weights.values()) spanOf(targetPrompt, words);
  const request = {
    targetPrompt,
    weights: [...weights.values()],
    replacements,
    options,
  };
  checkDials(request);
  return request;
}

/** The same for all ways to write a phrase. */
function keysOf(phrase: string): string {
  return wordsOf(phrase)
    .map(({ key }) => key)
    .join(' ');
}

type Clause =
  | { readonly kind: 'replace'; readonly from: string; readonly to: string }
  | { readonly kind: 'add' | 'remove' | 'tell'; readonly words: string }
  | { readonly kind: 'weigh'; readonly words: string; readonly factor: number };

function parseClause(cursor: Cursor): Clause {
  if (cursor.take('plus')) return { kind: 'add', words: cursor.phrase('what to add after +') };
  if (cursor.take('minus'))
    return { kind: 'remove', words: cursor.phrase('what to remove after -') };
  const words = cursor.phrase('a word or phrase of the prompt');
  if (cursor.take('arrow')) {
    return { kind: 'replace', from: words, to: cursor.phrase(`what ${clip(words)} becomes`) };
  }
  if (cursor.take('times')) return { kind: 'weigh', words, factor: weight(cursor.number('*')) };
  const signs = cursor.takeSigns();
  if (signs !== null) return { kind: 'weigh', words, factor: weight(1 + signs * WEIGHT_STEP) };
  return { kind: 'tell', words };
}

function sayWhat(words: string, cursor: Cursor): WordbrushError {
  return badEdit(`The edit does not say what to do with ${clip(words)}. ${cursor.hint}`);
}

function weight(factor: number): number {
  if (factor < WEIGHT_RANGE.min || factor > WEIGHT_RANGE.max)
    throw badEdit(
      `A word can weigh from ${WEIGHT_RANGE.min} to ${WEIGHT_RANGE.max}; ${factor} is outside.`,
    );
  return factor;
}

function parseOptions(cursor: Cursor): EditRequestOptions {
  let options: EditRequestOptions = {};
  while (!cursor.atEnd()) {
    const name = cursor.option();
    if (name === null)
      throw badEdit(`The edit ends before ${clip(cursor.describe())}; put “;” between two edits.`);
    if (typeof name === 'object') options = { ...options, variations: variations(name.x) };
    else if (name === 'using')
      options = { ...options, using: method(cursor.phrase('a method after “using”')) };
    else if (name === 'weighing')
      options = { ...options, weighing: weighing(cursor.phrase('“attention” or “guidance”')) };
    else if (name === 'with')
      options = { ...options, loras: [...(options.loras ?? []), cursor.lora()] };
    else if (name === 'only' || name === 'keep')
      options = { ...options, [name]: cursor.phrase(`an object after “${name}”`) };
    else options = { ...options, [OPTION_OF[name] ?? name]: dial(name, cursor.number(name)) };
  }
  return options;
}

function dial(name: NumberName, value: number): number {
  const { min, max, whole } = NUMBERS[name];
  if (value < min || value > max)
    throw badEdit(`“${name}” goes from ${min} to ${max}; ${value} is outside.`);
  if (whole && !Number.isInteger(value))
    throw badEdit(`“${name}” takes a whole number; ${value} is not one.`);
  return value;
}

function method(name: string): Using {
  const found = methodNamed(name);
  if (found) return found;
  const methods = listed([...EDIT_METHODS, 'all'], 'or');
  throw badEdit(`There is no method ${clip(name)}. Write “using” and one of these: ${methods}.`);
}

function weighing(name: string): Weighing {
  const found = Weighing.safeParse(name.toLowerCase());
  if (found.success) return found.data;
  throw badEdit(`Weights act on ${listed(Weighing.options, 'or')}; ${clip(name)} is neither.`);
}

function variations(count: number): number {
  if (count < 1 || count > MAX_VARIATIONS)
    throw badEdit(`x1 to x${MAX_VARIATIONS} pictures can be made at once; x${count} is outside.`);
  return count;
}

/**
 * Where a phrase stands in a prompt.
 *
 * @throws WordbrushError `bad-edit` with the nearest words when it does not
 */
export function spanOf(prompt: string, phrase: string): { start: number; end: number } {
  const span = findPhrase(prompt, phrase);
  if (span) return span;
  const nearest = nearestPhrases(prompt, phrase);
  throw badEdit(
    nearest.length > 0
      ? `${clip(phrase)} is not in the prompt “${prompt}”. Did you mean ${nearest.map((words) => `“${words}”`).join(' or ')}?`
      : `${clip(phrase)} is not in the prompt. ${hintFor(prompt)}`,
  );
}

/** Options that are not called as they are typed. */
const OPTION_OF: Readonly<Record<string, keyof EditRequestOptions>> = {
  'image-guidance': 'imageGuidance',
};

function badEdit(message: string): WordbrushError {
  return new WordbrushError('bad-edit', message);
}
