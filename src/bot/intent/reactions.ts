import { createRequire } from 'node:module';
import { z } from 'zod';
import { WEIGHT_RANGE } from '../../edit-language/edit-language.ts';
import type { WordWeight } from '../../edit-language/edit-request.ts';
import { contentWords, FUNCTION_WORDS } from '../../edit-language/english/prompt-words.ts';
import type { Result, WordReaction } from '../thread/thread.ts';

/** By emoji: its name, then its keywords. */
const emojiKeywords = new Map(
  Object.entries(
    z.record(z.string(), z.array(z.string())).parse(createRequire(import.meta.url)('emojilib')),
  ),
);

/** How far one reaction moves a word's weight. */
export const REACTION_STEP = 0.5;

/** What an emoji on a result asks for. */
export type ReactionMeaning =
  | { readonly kind: 'weigh'; readonly words: readonly string[]; readonly delta: number }
  | { readonly kind: 'undo' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'nothing' };

const UNDO = ['↩️', 'leftwards_arrow_with_hook', 'right_arrow_curving_left'];
const DELETE = ['🗑️', 'wastebasket'];
const MORE = ['➕', 'heavy_plus_sign', 'plus_sign', 'plus'];
const LESS = ['➖', 'heavy_minus_sign', 'minus_sign', 'minus'];

/** `emoji` is Unicode or a short name; the words are those of the result's prompt. */
export function meaningOf(
  emoji: string,
  result: Pick<Result, 'prompt' | 'edited'>,
): ReactionMeaning {
  const is = (names: readonly string[]): boolean =>
    names.some((name) => withoutVariation(name) === withoutVariation(emoji));
  if (is(UNDO)) return { kind: 'undo' };
  if (is(DELETE)) return { kind: 'delete' };
  if (is(MORE)) return { kind: 'weigh', words: result.edited, delta: REACTION_STEP };
  if (is(LESS)) return { kind: 'weigh', words: result.edited, delta: -REACTION_STEP };
  const word = wordNamedBy(emoji, result.prompt);
  return word === null
    ? { kind: 'nothing' }
    : { kind: 'weigh', words: [word], delta: REACTION_STEP };
}

const NAMES_OF_DEEDS: readonly (readonly [readonly string[], string])[] = [
  [UNDO, 'undo'],
  [DELETE, 'delete'],
  [MORE, 'more of what changed'],
  [LESS, 'less of what changed'],
];

/** What an emoji is called, for who does not see it; of those that do something, what. */
export function nameOfReaction(emoji: string): string {
  const [, deed] =
    NAMES_OF_DEEDS.find(([names]) =>
      names.some((name) => withoutVariation(name) === withoutVariation(emoji)),
    ) ?? [];
  return deed ?? (entryOf(emoji)?.[0] ?? emoji).replaceAll('_', ' ').replaceAll(':', '');
}

/** The word of a prompt that an emoji's name, or else one of its keywords, names. */
export function wordNamedBy(emoji: string, prompt: string): string | null {
  const words = contentWords(prompt);
  for (const names of [nameWords(emoji), keywordsOf(emoji)])
    for (const name of names) {
      const word = words.find((candidate) => sameStem(candidate, name));
      if (word !== undefined) return word;
    }
  return null;
}

/** Emoji that weigh words of a prompt, one a word, in the prompt's order. */
export function emojiFor(prompt: string): string[] {
  return contentWords(prompt)
    .map((word) => emojiByName().get(word))
    .filter((emoji) => emoji !== undefined);
}

/** What is put under a result: emoji for words of its prompt. What a button does needs none. */
export function usefulReactions({ prompt }: Pick<Result, 'prompt'>, count: number): string[] {
  return emojiFor(prompt).slice(-count);
}

/** The weights of a result with the reactions on it, within the range; words that weigh 1 are left out. */
export function reweighted(
  weights: readonly WordWeight[],
  reactions: readonly WordReaction[],
): WordWeight[] {
  const factors = new Map(weights.map(({ words, factor }) => [words.toLowerCase(), factor]));
  for (const { words, delta } of reactions)
    for (const word of words) factors.set(word, (factors.get(word) ?? 1) + delta);
  return [...factors]
    .map(([words, factor]) => ({
      words,
      factor: Math.min(WEIGHT_RANGE.max, Math.max(WEIGHT_RANGE.min, factor)),
    }))
    .filter(({ factor }) => factor !== 1);
}

/** Not descriptions of the emoji itself, which would match too much. */
const VAGUE_KEYWORDS = new Set(
  'face large small big heavy symbol square animal nature side red blue green yellow brown black white pink'.split(
    ' ',
  ),
);
const VAGUE_NAMES = new Set(['face', 'large', 'small', 'heavy', 'symbol']);

function keywordsOf(emoji: string): string[] {
  return (entryOf(emoji) ?? []).slice(1).filter((keyword) => !VAGUE_KEYWORDS.has(keyword));
}

/** Words of the name, the noun first: a red apple is an apple before it is red. */
function nameWords(emoji: string): string[] {
  const name = entryOf(emoji)?.[0] ?? emoji;
  const words = name
    .toLowerCase()
    .replaceAll(':', '')
    .split(/[_\s-]+/u);
  return words.filter((word) => !FUNCTION_WORDS.has(word) && !VAGUE_NAMES.has(word)).reverse();
}

function entryOf(emoji: string): readonly string[] | undefined {
  return emojiKeywords.get(emoji) ?? emojiKeywords.get(`${emoji}\u{fe0f}`);
}

/** “snow” is meant by snowflake, snowing and snowy, “apple” by apples. */
function sameStem(word: string, name: string): boolean {
  if (word === name) return true;
  const [short, long] = word.length < name.length ? [word, name] : [name, word];
  return (
    short.length >= 4 &&
    long.startsWith(short) &&
    /^(s|es|y|ing|ed|flakes?)$/u.test(long.slice(short.length))
  );
}

/** Where the plainest word for a thing is not the name of its emoji. */
const PLAIN_WORDS: Readonly<Record<string, string>> = {
  apple: '🍎',
  ball: '⚽',
  cake: '🎂',
  car: '🚗',
  flower: '🌸',
  hat: '🎩',
  orange: '🍊',
  rain: '🌧️',
  scarf: '🧣',
  snow: '❄️',
  sun: '☀️',
  tree: '🌳',
  red: '🔴',
  blue: '🔵',
  green: '🟢',
  yellow: '🟡',
  purple: '🟣',
  brown: '🟤',
};

let byName: ReadonlyMap<string, string> | undefined;

/** Emoji by the noun that names them, faces before whole bodies: lion → 🦁. */
function emojiByName(): ReadonlyMap<string, string> {
  byName ??= new Map([
    ...[...emojiKeywords].map(([emoji, [name = '']]) => [name, emoji] as const),
    ...[...emojiKeywords]
      .filter(([, [name]]) => name?.endsWith('_face'))
      .map(([emoji, [name = '']]) => [name.slice(0, -'_face'.length), emoji] as const),
    ...Object.entries(PLAIN_WORDS),
  ]);
  return byName;
}

function withoutVariation(emoji: string): string {
  return emoji.replace(/\u{fe0f}/gu, '').replaceAll(':', '');
}
