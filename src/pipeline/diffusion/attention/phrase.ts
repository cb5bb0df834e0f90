import { WordbrushError } from '../../errors.ts';
import { type EncodedPrompt, type PromptWord, splitWords } from '../../model/parts/tokenizer.ts';

/** The words of a prompt without its punctuation. */
export function plainWords(prompt: EncodedPrompt): PromptWord[] {
  return prompt.words.filter((word) => !word.isPunctuation);
}

/**
 * Token positions of every occurrence of a phrase in a prompt, compared without punctuation and
 * case. Words that do not stand together are looked for one by one, so "cat dog" names two animals.
 * Throws `bad-edit` when a word does not occur: an empty mask would silently undo the edit.
 */
export function tokensOfPhrase(prompt: EncodedPrompt, phrase: string): number[] {
  const parts = splitWords(phrase);
  const plain = parts.filter((word) => !word.isPunctuation);
  // A sign that stands alone, such as “&”, is named by itself.
  const [wanted, among] = plain.length > 0 ? [plain, plainWords(prompt)] : [parts, prompt.words];
  const found = occurrences(among, wanted);
  const words =
    found.length > 0 ? found : wanted.flatMap((word) => requireWord(prompt, among, word.text));
  if (words.length === 0) throw new WordbrushError('bad-edit', `“${phrase}” names no word.`);
  return [...new Set(words.flatMap(tokensOfWord))].sort((a, b) => a - b);
}

/** Token positions of one word. */
export function tokensOfWord({ start, end }: PromptWord): number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}

function occurrences(
  words: readonly PromptWord[],
  wanted: readonly { text: string }[],
): PromptWord[] {
  if (wanted.length === 0) return [];
  return words
    .map((_, first) => words.slice(first, first + wanted.length))
    .filter((run) => run.length === wanted.length)
    .filter((run) => run.every((word, i) => word.text === wanted[i]!.text))
    .flat();
}

function requireWord(
  prompt: EncodedPrompt,
  among: readonly PromptWord[],
  text: string,
): PromptWord[] {
  const found = among.filter((word) => word.text === text);
  if (found.length > 0) return found;
  throw new WordbrushError(
    'bad-edit',
    `The word “${text}” is not in the prompt “${prompt.text}”: use one of its words.`,
  );
}
