import type { EncodedPrompt, PromptWord } from '../../model/parts/tokenizer.ts';
import type { Tensor } from '../../tensor.ts';
import { isParticiple } from '../../text/text.ts';
import { tokensOfWord } from '../attention/phrase.ts';
import { type BlendTokens, mapSize, type Size, wordHeat } from './local-blend.ts';

/** What ends a noun phrase: "a red background | in the snow", "a cat | wearing a crown". */
const BETWEEN_PHRASES = new Set(
  (
    'a an the this that these those its his her their my your our some ' +
    'of on in at by to from with without under over behind before near beside against between into ' +
    'and or but while as is are was were be being has have that which who'
  ).split(' '),
);

/** The objects among what an edit swaps. */
export interface SwappedObjects {
  /** Their nouns. */
  readonly tokens: BlendTokens;
  /** Whether nouns themselves were swapped, not just adjectives: other objects come. */
  readonly isNew: boolean;
  /** Whether the surroundings stay. */
  readonly isAll: boolean;
}

/**
 * The objects that an edit swaps, when its words are swapped one by one. An adjective looks at odd
 * places, so the noun that it belongs to counts: "red" → "blue" in "a red background" is about the
 * background. Null when swapped nouns name only the surroundings, or nothing but small words was
 * swapped.
 *
 * `attention` [cells, L] is the source's, over the whole inversion.
 */
export function swappedObjects(
  source: EncodedPrompt,
  target: EncodedPrompt,
  attention: Tensor,
  latent: Size,
): SwappedObjects | null {
  const isSwapped = (i: number) =>
    source.words[i]!.text !== target.words[i]!.text &&
    !(endsPhrase(source.words[i]!) && endsPhrase(target.words[i]!));
  const swapped = [...source.words.keys()].filter(isSwapped);
  const heads = [...new Set(swapped.map((i) => headOf(i, source, target)))];
  const objects = heads.filter((i) => {
    const heat = wordHeat({ ...attention, dims: [1, ...attention.dims] }, tokensAt(source, i));
    return !isSurroundings(heat, mapSize(heat.length, latent));
  });
  if (objects.length === 0) return null;
  return {
    tokens: {
      source: objects.flatMap((i) => tokensAt(source, i)),
      target: objects.flatMap((i) => tokensAt(target, i)),
    },
    isNew: objects.some((i) => swapped.includes(i)),
    isAll: objects.length === heads.length,
  };
}

/** The last word of the noun phrase that word i of both prompts is in. */
function headOf(i: number, source: EncodedPrompt, target: EncodedPrompt): number {
  let head = i;
  while (
    head + 1 < source.words.length &&
    !endsPhrase(source.words[head + 1]!) &&
    !endsPhrase(target.words[head + 1]!)
  )
    head++;
  return head;
}

/** Whether a word, or a sign, stands between two noun phrases rather than in one. */
export function endsPhrase({ text, isPunctuation }: PromptWord): boolean {
  return isPunctuation || BETWEEN_PHRASES.has(text) || isParticiple(text);
}

function tokensAt(prompt: EncodedPrompt, word: number): number[] {
  return tokensOfWord(prompt.words[word]!);
}

/** Surroundings reach the edge of the picture; an object in it hardly does. */
function isSurroundings(heat: Float32Array, { height, width }: Size): boolean {
  const rim = Math.max(1, Math.round(Math.min(height, width) / 8));
  const isRim = (_: number, cell: number) => {
    const [y, x] = [Math.floor(cell / width), cell % width];
    return y < rim || x < rim || y >= height - rim || x >= width - rim;
  };
  return mean(heat.filter(isRim)) > mean(heat) / 2;
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
