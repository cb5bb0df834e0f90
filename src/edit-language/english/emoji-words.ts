import { createRequire } from 'node:module';
import { z } from 'zod';
import { type Kind, kindOf, plainName } from './lexicon.ts';

const emojiNames = new Map(
  Object.entries(
    z.record(z.string(), z.array(z.string())).parse(createRequire(import.meta.url)('emojilib')),
  ).map(([emoji, [name = '']]) => [bare(emoji), name.split('_')]),
);

/** Kinds of words that an emoji can stand for; a red heart is no word for red. */
const NAMED: ReadonlySet<Kind> = new Set([
  'animals',
  'people',
  'fruit',
  'plants',
  'food',
  'things',
  'worn',
  'weather',
]);

/**
 * The word that an emoji stands for in a sentence, such as “lion” for 🦁; null for faces and signs.
 * Of several the one that `isKnown` comes first: 🌧️ is rain to a model that knows no clouds.
 */
export function wordOfEmoji(emoji: string, isKnown: (word: string) => boolean): string | null {
  const [main = [], rest = []] = splitAt(emojiNames.get(bare(emoji)) ?? [], 'with');
  const words = [...main.reverse(), ...rest.reverse()];
  const named = words.filter((word) => NAMED.has(kindOf(word) ?? 'looks'));
  const weather = named.find((word) => kindOf(word) === 'weather');
  const known = named.find((word) => isKnown(word) || isKnown(plainName(word)));
  return known ?? weather ?? named[0] ?? null;
}

function bare(emoji: string): string {
  return emoji.replace(/[\ufe0f\p{Emoji_Modifier}]/gu, '');
}

function splitAt(words: readonly string[], word: string): [string[], string[]] {
  const at = words.indexOf(word);
  return at < 0 ? [[...words], []] : [words.slice(0, at), words.slice(at + 1)];
}
