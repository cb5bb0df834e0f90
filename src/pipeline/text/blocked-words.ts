import { WordbrushError } from '../errors.ts';
import type { PromptTokenizer } from '../model/parts/tokenizer.ts';

/**
 * Refuses prompts in which the model would read one of some words or phrases: what counts are the
 * tokens. “a lion1”, “lion²” and “LION!” hold the very token of “lion”; “dandelion” does not.
 */
export class BlockedWords {
  readonly #tokenizer: Pick<PromptTokenizer, 'tokens'>;
  readonly #phrases: readonly { readonly phrase: string; readonly tokens: readonly string[] }[];

  constructor(tokenizer: Pick<PromptTokenizer, 'tokens'>, phrases: readonly string[]) {
    this.#tokenizer = tokenizer;
    this.#phrases = phrases
      .map((phrase) => ({ phrase, tokens: tokenizer.tokens(phrase) }))
      .filter(({ tokens }) => tokens.length > 0);
  }

  /** @throws WordbrushError `bad-prompt` */
  check(prompt: string): void {
    if (this.#phrases.length === 0) return;
    const read = this.#tokenizer.tokens(prompt);
    const blocked = this.#phrases.find(({ tokens }) => hasWords(read, tokens));
    if (blocked) throw new WordbrushError('bad-prompt', blockedSentence(blocked.phrase));
  }
}

export function blockedSentence(phrase: string): string {
  return `“${phrase}” is not allowed here. Leave that out and try again.`;
}

/** Whether some whole words stand in a text, by their tokens. */
function hasWords(read: readonly string[], wanted: readonly string[]): boolean {
  return read.some(
    (_, at) =>
      (at === 0 || read[at - 1]?.endsWith('</w>')) &&
      wanted.every((token, i) => read[at + i] === token),
  );
}
