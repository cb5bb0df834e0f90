import { WordbrushError } from '../pipeline/errors.ts';
import { EDIT_METHODS } from '../pipeline/types.ts';
import { checkDials, isTrained, listed, methodNamed } from './edit-methods.ts';
import type { EditOptions, EditRequest, Using } from './edit-request.ts';
import { clip, type EditToken, tokenizeEdit } from './edit-tokens.ts';
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
 *            | '+' phrase | '-' phrase     add to the end, remove
 *            | phrase                      what 'using instruct' or 'using fill' is told
 *   option  := 'strength' number | 'structure' number     0 … 1
 *            | 'using' method                             another editor, or 'all' side by side
 *            | 'ratio' number | 'threshold' number        0 … 1, dials of those editors
 *            | 'repeats' count | 'seed' count | 'steps' count
 *            | 'guidance' number | 'image-guidance' number    0 … 20, of trained editors
 *            | 'only' phrase | 'keep' phrase              where pixels may change
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
  const options = told.length > 0 ? { ...given, sentence: told.join(', ') } : given;
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

function parseOptions(cursor: Cursor): EditOptions {
  let options: EditOptions = {};
  while (!cursor.atEnd()) {
    const name = cursor.option();
    if (name === null)
      throw badEdit(`The edit ends before ${clip(cursor.describe())}; put “;” between two edits.`);
    if (typeof name === 'object') options = { ...options, variations: variations(name.x) };
    else if (name === 'using')
      options = { ...options, using: method(cursor.phrase('a method after “using”')) };
    else if (name === 'only' || name === 'keep')
      options = { ...options, [name]: cursor.phrase(`an object after “${name}”`) };
    else options = { ...options, [OPTION_OF[name] ?? name]: dial(name, cursor.number(name)) };
  }
  return options;
}

function dial(name: NumberName, value: number): number {
  const { min, max, whole } = NUMBERS[name];
  if (value < min || value > max)
    throw badEdit(`The ${name} goes from ${min} to ${max}; ${value} is outside.`);
  if (whole && !Number.isInteger(value))
    throw badEdit(`The ${name} is a whole number; ${value} is not one.`);
  return value;
}

function method(name: string): Using {
  const found = methodNamed(name);
  if (found) return found;
  const methods = listed([...EDIT_METHODS, 'all'], 'or');
  throw badEdit(`There is no method ${clip(name)}; an edit can be using ${methods}.`);
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

/** Options that are numbers, and their ranges. */
const NUMBERS = {
  strength: { min: 0, max: 1, whole: false },
  structure: { min: 0, max: 1, whole: false },
  ratio: { min: 0, max: 1, whole: false },
  threshold: { min: 0, max: 1, whole: false },
  repeats: { min: 1, max: 50, whole: true },
  seed: { min: 0, max: 2 ** 31 - 1, whole: true },
  guidance: { min: 0, max: 20, whole: false },
  'image-guidance': { min: 0, max: 20, whole: false },
  steps: { min: 1, max: 100, whole: true },
} as const;
/** Options that are not called as they are typed. */
const OPTION_OF: Readonly<Record<string, keyof EditOptions>> = {
  'image-guidance': 'imageGuidance',
};
type NumberName = keyof typeof NUMBERS;

function isNumberName(text: string): text is NumberName {
  return Object.hasOwn(NUMBERS, text);
}

const OPTION_WITH_PHRASE = /^(only|keep)$/i;
const COUNT = /^[x×](\d{1,3})$/i;

type OptionName = NumberName | 'only' | 'keep' | 'using' | { readonly x: number };

/** A position in the tokens; every method either takes tokens or leaves them. */
class Cursor {
  readonly #tokens: readonly EditToken[];
  /** A sentence for whoever typed something that is no edit. */
  readonly hint: string;
  #at = 0;

  constructor(tokens: readonly EditToken[], hint: string) {
    this.#tokens = tokens;
    this.hint = hint;
  }

  atEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  take(kind: EditToken['kind']): boolean {
    if (this.#tokens[this.#at]?.kind !== kind) return false;
    this.#at++;
    return true;
  }

  takeSigns(): number | null {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'signs') return null;
    this.#at++;
    return token.count;
  }

  /** A quoted text, or bare words up to the next sign or option. */
  phrase(expected: string): string {
    const first = this.#tokens[this.#at];
    if (first?.kind === 'quoted') {
      this.#at++;
      if (first.text === '') throw badEdit(`The quotes are empty; the edit needs ${expected}.`);
      return first.text;
    }
    const words: string[] = [];
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token?.kind !== 'word' || (words.length > 0 && this.atOption())) break;
      words.push(token.text);
      this.#at++;
    }
    if (words.length === 0) throw badEdit(`The edit needs ${expected}. ${this.hint}`);
    return words.join(' ');
  }

  number(after: string): number {
    const token = this.#tokens[this.#at];
    const value = token?.kind === 'word' ? Number(token.text.replace(',', '.')) : Number.NaN;
    if (!Number.isFinite(value)) throw badEdit(`After “${after}” the edit needs a number.`);
    this.#at++;
    return value;
  }

  /** Whether an option starts here. Words that only look like one can be quoted. */
  atOption(): boolean {
    return this.#peekOption() !== null;
  }

  /** The option that stands here, where none but an option can. */
  option(): OptionName | null {
    const name = this.#peekOption() ?? (this.#isUsing() ? 'using' : null);
    if (name !== null) this.#at++;
    return name;
  }

  describe(): string {
    return this.#tokens
      .slice(this.#at)
      .map((token) => ('text' in token ? token.text : token.kind))
      .join(' ');
  }

  #isUsing(): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === 'word' && token.text.toLowerCase() === 'using';
  }

  #peekOption(): OptionName | null {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'word') return null;
    const next = this.#tokens[this.#at + 1];
    const text = token.text.toLowerCase();
    if (isNumberName(text) && next?.kind === 'word' && /^-?[\d.,]+$/.test(next.text)) return text;
    // “a cat using a phone” is a phrase: only a method's name makes an option of it.
    if (this.#isUsing() && next && 'text' in next && methodNamed(next.text)) return 'using';
    if (OPTION_WITH_PHRASE.test(text) && (next?.kind === 'quoted' || next?.kind === 'word'))
      return text === 'only' ? 'only' : 'keep';
    const count = COUNT.exec(text)?.[1];
    return count === undefined ? null : { x: Number(count) };
  }
}

function badEdit(message: string): WordbrushError {
  return new WordbrushError('bad-edit', message);
}
