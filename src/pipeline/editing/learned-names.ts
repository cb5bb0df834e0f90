import type { EncodedPrompt, PromptTokenizer } from '../model/parts/tokenizer.ts';

/** Names that were learned, in the prompts of edits. Each is one token, whose id is below 0. */

type Tokenizer = Pick<PromptTokenizer, 'encode' | 'empty'>;

/** Whether a prompt calls something by a name that was learned. */
export function namesLearned({ ids }: EncodedPrompt): boolean {
  return ids.some((id) => id < 0);
}

/**
 * The target prompt with the adjectives of the object whose place a name takes, where that is all that changes:
 * “a big lion in the snow” → “Milo in the snow” is read as “a big Milo in the snow”. So the words of both
 * correspond, and it is known which object another one comes for.
 */
export function withAdjectives(
  tokenizer: Tokenizer,
  source: EncodedPrompt,
  target: EncodedPrompt,
): EncodedPrompt {
  if (!namesLearned(target)) return target;
  const [before, after] = [textsOf(source), textsOf(target)];
  const most = Math.min(before.length, after.length);
  const head = commonLength(before, after, most);
  const tail = commonLength(before.toReversed(), after.toReversed(), most - head);
  const put = after.slice(head, after.length - tail);
  const taken = before.slice(head, before.length - tail);
  const isName = put.length === 1 && isNameAt(target, head);
  if (!isName || taken.length < 2) return target;
  const words = [...before.slice(0, head), ...taken.slice(0, -1), ...put];
  return tokenizer.encode([...words, ...before.slice(before.length - tail)].join(' '));
}

/**
 * What a new object is guided away from: the empty prompt, but where a name stands for it, what the prompt says
 * beside that. Guided away from nothing, a subject that is known from few pictures is covered by the snow
 * that is guided with it.
 */
export function awayFrom(tokenizer: Tokenizer, prompt: EncodedPrompt): EncodedPrompt {
  if (!namesLearned(prompt)) return tokenizer.empty;
  const isOfName = (i: number) =>
    isNameAt(prompt, i) || (isNameAt(prompt, i + 1) && /^an?$/u.test(prompt.words[i]!.text));
  const others = textsOf(prompt).filter((_, i) => !isOfName(i));
  return others.length === 0 ? tokenizer.empty : tokenizer.encode(others.join(' '));
}

function isNameAt({ ids, words }: EncodedPrompt, word: number): boolean {
  const start = words[word]?.start;
  return start !== undefined && ids[start]! < 0;
}

function textsOf({ words }: EncodedPrompt): string[] {
  return words.map(({ text }) => text);
}

/** How many words two lists begin with alike, at most `most`. */
function commonLength(a: readonly string[], b: readonly string[], most: number): number {
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}
