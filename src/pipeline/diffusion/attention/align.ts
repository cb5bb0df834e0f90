import { WordbrushError } from '../../errors.ts';
import type { EncodedPrompt } from '../../model/parts/tokenizer.ts';
import { type Tensor, tensor } from '../../tensor.ts';

/**
 * Which source tokens stand for each target token (Hertz et al. 2022, section 3.2). The edited
 * cross-attention of a target token is its column of A_src · mapper or, where unmatched, the
 * target's own column.
 */
export interface TokenAlignment {
  /** M [L, L]: column j weighs the source tokens that stand for target token j. */
  readonly mapper: Tensor;
  /** [L]: target tokens that no source token stands for. */
  readonly unmatched: readonly boolean[];
}

/** Source token `source` stands for target token `target`, with a weight. */
type Match = readonly [source: number, target: number, weight: number];

/**
 * How two prompts align by themselves. Replacing takes the words by their places, so that it is for
 * words that stay in theirs: “a cat on a red background” and “a big cat on a background” have as many
 * words and share most of them, but hardly one in the same place.
 */
export function naturalAlignment(
  source: EncodedPrompt,
  target: EncodedPrompt,
): 'replace' | 'refine' {
  if (!canReplace(source, target)) return 'refine';
  const x = source.words.map(({ text }) => text);
  const y = target.words.map(({ text }) => text);
  const inPlace = x.filter((text, i) => text === y[i]).length;
  return inPlace < longestCommonSubsequence(x, y) ? 'refine' : 'replace';
}

/** Words that two texts share in the same order. */
function longestCommonSubsequence(x: readonly string[], y: readonly string[]): number {
  let above = y.map(() => 0);
  for (const word of x) {
    const row: number[] = [];
    for (const [j, other] of y.entries())
      row.push(word === other ? (above[j - 1] ?? 0) + 1 : Math.max(above[j] ?? 0, row[j - 1] ?? 0));
    above = row;
  }
  return above.at(-1) ?? 0;
}

/** Whether the words of two prompts correspond one to one, as replacing needs. */
export function canReplace(source: EncodedPrompt, target: EncodedPrompt): boolean {
  return (
    source.words.length === target.words.length &&
    source.words.every((word, i) => word.isPunctuation === target.words[i]!.isPunctuation)
  );
}

/**
 * Replace: word i of the target stands where word i of the source stood. Equal token counts match
 * one to one; otherwise each source token of a word spreads evenly over its target tokens.
 * Throws `bad-edit` when the word counts differ.
 */
export function replaceAlignment(source: EncodedPrompt, target: EncodedPrompt): TokenAlignment {
  if (!canReplace(source, target))
    throw new WordbrushError(
      'bad-edit',
      `“${target.text}” cannot replace “${source.text}” word by word, as their word counts differ: ` +
        'align them by refining.',
    );
  const words = source.words.flatMap((word, i) => {
    const from = range(word.start, word.end);
    const to = range(target.words[i]!.start, target.words[i]!.end);
    return from.length === to.length
      ? from.map((s, k): Match => [s, to[k]!, 1])
      : from.flatMap((s) => to.map((t): Match => [s, t, 1 / to.length]));
  });
  // What follows the last word stays aligned too; the source's last padding serves where it ends.
  const last = source.ids.length - 1;
  const shift = source.length - target.length;
  const rest = range(target.length - 1, target.ids.length).map(
    (t): Match => [Math.min(t + shift, last), t, 1],
  );
  return alignment([[0, 0, 1], ...words, ...rest], target.ids.length);
}

/**
 * Refine: words were added or removed. Needleman–Wunsch over the token ids finds the tokens that
 * both prompts share; the others keep the target's own attention.
 */
export function refineAlignment(source: EncodedPrompt, target: EncodedPrompt): TokenAlignment {
  const shared = globalAlignment(
    source.ids.slice(0, source.length),
    target.ids.slice(0, target.length),
  ).map(([s, t]): Match => [s, t, 1]);
  // Padding takes the source's padding in the same place, never one of its words.
  const last = source.ids.length - 1;
  const padding = range(target.length, target.ids.length).map(
    (t): Match => [Math.min(Math.max(t, source.length), last), t, 1],
  );
  return alignment([...shared, ...padding], target.ids.length);
}

const GAP = 0;
const MATCH = 1;
const MISMATCH = -1;

/**
 * Pairs [i, j] of the Needleman–Wunsch alignment of x and y. Among equal scores, skipping in y
 * (left) comes before skipping in x (up), and both before a pair (diagonal).
 */
export function globalAlignment(x: readonly number[], y: readonly number[]): [number, number][] {
  const width = y.length + 1;
  const scores = new Int32Array((x.length + 1) * width);
  const left = (i: number, j: number) => scores[i * width + j - 1]! + GAP;
  const up = (i: number, j: number) => scores[(i - 1) * width + j]! + GAP;
  const diagonal = (i: number, j: number) =>
    scores[(i - 1) * width + j - 1]! + (x[i - 1] === y[j - 1] ? MATCH : MISMATCH);

  for (let i = 1; i <= x.length; i++)
    for (let j = 1; j <= y.length; j++)
      scores[i * width + j] = Math.max(left(i, j), up(i, j), diagonal(i, j));

  const pairs: [number, number][] = [];
  let i = x.length;
  let j = y.length;
  while (i > 0 && j > 0) {
    const score = scores[i * width + j]!;
    if (score === left(i, j)) j--;
    else if (score === up(i, j)) i--;
    else pairs.unshift([--i, --j]);
  }
  return pairs;
}

function alignment(matches: readonly Match[], size: number): TokenAlignment {
  const mapper = new Float32Array(size * size);
  for (const [s, t, weight] of matches) mapper[s * size + t] = weight;
  const matched = new Set(matches.map(([, t]) => t));
  return {
    mapper: tensor(mapper, [size, size]),
    unmatched: range(0, size).map((t) => !matched.has(t)),
  };
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}
