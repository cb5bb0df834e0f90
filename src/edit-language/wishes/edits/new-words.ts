import { isPluralDeterminer } from '../../english/grammar.ts';
import { corrected, type Vocabulary } from '../../english/known-words.ts';
import { kindNamed, kindOf, plainName, plural } from '../../english/lexicon.ts';
import type { Word } from '../../english/prompt-words.ts';
import {
  findMeant,
  isAdjective,
  isGround,
  type Meant,
  weatherNoun,
  withoutDeterminers,
} from '../meant.ts';
import { DEGREE, isJoinedAlike, isStray, positive } from '../wish-phrases.ts';

/** What a wish comes to on a sentence: edits in the edit language that are meant, or may be. */
export interface WishEdit {
  readonly edits: readonly string[];
  /** Whether it is the first of them for sure. */
  readonly isSure: boolean;
}

export interface WishContext {
  readonly vocabulary: Vocabulary;
  /** The words that the last edit changed. */
  readonly edited: readonly string[];
  /** Whether it was put as a wish: then a bare phrase is one. */
  readonly isWished: boolean;
}

/** The picture's sentence, and what is known about the wish. */
export interface WishOn extends WishContext {
  readonly words: readonly Word[];
}

/** Words that no picture shows: a wish with one of them is about something else. */
const NO_PICTURE = new Set(
  (
    'me you us we i them myself yourself is are am was were be been do does did have has had will would ' +
    'replaced swapped changed turned removed added instead wear wears wearing keep put make give to that if off up out down here there then than minute minutes try break shot second seconds moment ' +
    'day days time times go goes week call reason why because sense point deal money job work list group ' +
    'page channel meeting email mail link url login password server bug issue ticket pr review code file ' +
    'folder yes no not so bad too really favourite favorite better best worse quick fast slow easy hard ' +
    'done work works working fine sure true false original intern phone value plans thing things stuff ' +
    'idea ideas thanks problem worries way coffee tea beer friday monday tuesday wednesday thursday ' +
    'saturday sunday tomorrow today yesterday morning everyone everybody somebody someone anyone nobody ' +
    'again please mine yours who what when where how which yet still already habit happen count priority ' +
    'standard default public private english german loud clear official possible available ready'
  ).split(' '),
);

export function meantIn(on: WishOn, phrase: string): Meant | null {
  return findMeant(on.words, phrase);
}

/** New words for the sentence: corrected, in the model's own where it lists them. */
export function newWords(
  on: WishOn,
  phrase: string,
): { words: string[]; noun: string; isKnown: boolean } | null {
  const { vocabulary } = on;
  const isKnown = (word: string) =>
    vocabulary.has(word) || on.words.some(({ key }) => key === word);
  const typed = withoutDeterminers(phrase.trim().replace(DEGREE, ''))
    .split(' ')
    .filter((word, i) => word !== '' && word !== 'more' && !(i > 0 && word === 'one'))
    .map((word) => weatherNoun(positive(corrected(word.replace(/['.,;:!?]+$/u, ''), isKnown))));
  const count = /^(\S+) /u.exec(phrase.trim())?.[1] ?? '';
  if (typed.length === 0 || typed.length > 6 || /\b(?:my|your|our|their)\b/u.test(phrase))
    return null;
  if (
    typed.some(
      (word) => NO_PICTURE.has(word) || kindNamed(word) !== undefined || /^\d+$/u.test(word),
    )
  )
    return null;
  const words = typed.map((word) => nameOf(on, word));
  if (words.some((word, i) => isStray(word, words[i - 1]))) return null;
  if (/^(?:on|in|at|to|from|for|by|of|with|under|over)$/u.test(words[0]!)) return null;
  if (!isJoinedAlike(words)) return null;
  const known = words.every(
    (word) =>
      isKnown(word) ||
      kindOf(word) !== undefined ||
      isGround(word) ||
      /^(?:and|of|the|a|an|very)$/u.test(word),
  );
  const isCounted = isPluralDeterminer(count) && kindOf(words.at(-1)!) !== undefined;
  return {
    words: isCounted ? [count, ...words.slice(0, -1), plural(words.at(-1)!)] : words,
    noun: words.at(-1)!,
    isKnown: known,
  };
}

function nameOf(on: WishOn, word: string): string {
  const { vocabulary } = on;
  const name = vocabulary.nameFor(word);
  // “dots” for “dotted”
  if (kindOf(word) === 'patterns' && vocabulary.has(plainName(word))) return plainName(word);
  if (vocabulary.isListed) return name;
  // Without a list people's own words stay, but for “bigger” and “stripes”.
  return isAdjective(word) || kindOf(word) === 'patterns' ? plainName(word) : name;
}
