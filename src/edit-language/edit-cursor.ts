import { WordbrushError } from '../pipeline/errors.ts';
import type { LoraUse } from '../pipeline/types.ts';
import { methodNamed } from './edit-methods.ts';
import { Weighing } from './edit-request.ts';
import type { EditToken } from './edit-tokens.ts';

/** Options that are numbers, and their ranges. */
export const NUMBERS = {
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
export type NumberName = keyof typeof NUMBERS;

function isNumberName(text: string): text is NumberName {
  return Object.hasOwn(NUMBERS, text);
}

const OPTION_WITH_PHRASE = /^(only|keep)$/i;
const COUNT = /^[x×](\d{1,3})$/i;
/** Beyond this the weights are more LoRA than model. */
const MOST_LORA = 2;

export type OptionName =
  | NumberName
  | 'only'
  | 'keep'
  | 'using'
  | 'weighing'
  | 'with'
  | { readonly x: number };

/** A position in the tokens; every method either takes tokens or leaves them. */
export class Cursor {
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
      if (first.text === '') throw bad(`The quotes are empty; the edit needs ${expected}.`);
      return first.text;
    }
    const words: string[] = [];
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token?.kind !== 'word' || (words.length > 0 && this.atOption())) break;
      words.push(token.text);
      this.#at++;
    }
    if (words.length === 0) throw bad(`The edit needs ${expected}. ${this.hint}`);
    return words.join(' ');
  }

  number(after: string): number {
    const value = numberIn(this.#tokens[this.#at]);
    if (value === null) throw bad(`After “${after}” the edit needs a number.`);
    this.#at++;
    return value;
  }

  /** A LoRA's name, which is one word, and how strongly it acts. */
  lora(): LoraUse {
    const token = this.#tokens[this.#at++];
    if (!token || !('text' in token) || token.text === '')
      throw bad('After “with” the edit needs the name of a LoRA.');
    const name = token.text.toLowerCase();
    const scale = numberIn(this.#tokens[this.#at]);
    if (scale === null) return { name };
    this.#at++;
    if (Math.abs(scale) > MOST_LORA)
      throw bad(`A LoRA acts from −${MOST_LORA} to ${MOST_LORA}; ${scale} is outside.`);
    return { name, scale };
  }

  /** Whether an option starts here. Words that only look like one can be quoted. */
  atOption(): boolean {
    return this.#peekOption() !== null;
  }

  /** The option that stands here, where none but an option can. */
  option(): OptionName | null {
    const name = this.#peekOption() ?? this.#peekLead();
    if (name !== null) this.#at++;
    return name;
  }

  describe(): string {
    return this.#tokens
      .slice(this.#at)
      .map((token) => ('text' in token ? token.text : token.kind))
      .join(' ');
  }

  /** A word that is an option's only where none but an option can stand. */
  #peekLead(): 'using' | 'with' | null {
    const token = this.#tokens[this.#at];
    const word = token?.kind === 'word' ? token.text.toLowerCase() : null;
    return word === 'using' || word === 'with' ? word : null;
  }

  #peekOption(): OptionName | null {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'word') return null;
    const next = this.#tokens[this.#at + 1];
    const text = token.text.toLowerCase();
    if (isNumberName(text) && next?.kind === 'word' && /^-?[\d.,]+$/.test(next.text)) return text;
    // “a cat using a phone” is a phrase: only a method's name makes an option of it.
    const lead = this.#peekLead();
    if (lead === 'using' && next && 'text' in next && methodNamed(next.text)) return 'using';
    // “a cat with a hat” is one too: only a number after one word makes a LoRA of that.
    const after = this.#tokens[this.#at + 2];
    if (lead === 'with' && next && 'text' in next && numberIn(after) !== null) return 'with';
    // “a man weighing apples” is a phrase, too.
    if (
      text === 'weighing' &&
      next &&
      'text' in next &&
      Weighing.safeParse(next.text.toLowerCase()).success
    )
      return 'weighing';
    if (OPTION_WITH_PHRASE.test(text) && (next?.kind === 'quoted' || next?.kind === 'word'))
      return text === 'only' ? 'only' : 'keep';
    const count = COUNT.exec(text)?.[1];
    return count === undefined ? null : { x: Number(count) };
  }
}

/** The number that a bare word is; null for anything else. */
function numberIn(token: EditToken | undefined): number | null {
  if (token?.kind !== 'word' || !/^[-−]?[\d.,]+$/.test(token.text)) return null;
  const value = Number(token.text.replace(',', '.').replace('−', '-'));
  return Number.isFinite(value) ? value : null;
}

function bad(message: string): WordbrushError {
  return new WordbrushError('bad-edit', message);
}
