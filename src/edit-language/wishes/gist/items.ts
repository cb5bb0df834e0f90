import { isDeterminer } from '../../english/grammar.ts';
import { corrected, type Vocabulary } from '../../english/known-words.ts';
import { isColour, kindNamed, kindOf, singular } from '../../english/lexicon.ts';
import type { Word } from '../../english/prompt-words.ts';
import { findMeant, isAdjective, isGround, weatherNoun } from '../meant.ts';
import { positive } from '../wish-phrases.ts';
import { type Cue, cueAt, isFilling, isSpeaker, mendedCue, type Role } from './cues.ts';

/**
 * What names something in a clause: `T` what the picture's sentence says, `W` such a thing with a new
 * quality, `G` the background, `H` the background with a new quality, `Q` a new quality alone, and of what
 * is new `A` what can take the subject's place, `E` what is worn, `S` weather, `P` a place; `x` is a word
 * that nobody here knows.
 */
export type Naming = 'T' | 'W' | 'G' | 'H' | 'Q' | 'A' | 'E' | 'S' | 'P' | 'x';

/** A piece of a clause, by what it does in it. */
export interface Item {
  readonly role: Role | Naming;
  readonly text: string;
  /** How much it speaks for a wish. */
  readonly weight: number;
}

export interface Items {
  readonly items: readonly Item[];
  /** What the words that do nothing in it speak for. */
  readonly weight: number;
}

export interface Surroundings {
  readonly words: readonly Word[];
  readonly vocabulary: Vocabulary;
}

const ALIEN = -1.5;
const SPEAKER = -0.5;
/** “my cat hates snow too”: the animal of somebody, and not the one in the picture. */
const OWNED = -1.5;
/** “dog whistle”, “cat people”: an animal's name before another noun is no animal. */
const COMPOUND = -2;
/** “the elephant in the room”: something definite that the picture does not show. */
const ELSEWHERE = -2;
/** “dogs are loyal”: all of them, where the picture shows one. */
const GENERIC = -4;

/** The pieces of a clause: what names things, what wishes, and how much the rest speaks for a wish. */
export function itemsOf(clause: string, { words, vocabulary }: Surroundings): Items {
  const isKnown = (word: string) => vocabulary.has(word) || words.some(({ key }) => key === word);
  const tokens = clause.split(' ').filter((token) => token !== '');
  const closes = tokens.map((token) => /[,.;!?]$/u.test(token));
  const typed = tokens.map((token) => mended(token.replace(/[,.;!?'"…]+$/u, ''), isKnown));
  const items: Item[] = [];
  let weight = 0;
  for (let i = 0; i < typed.length; ) {
    const found = cueItem(typed, i, 2) ?? namingAt(typed, closes, i, words) ?? cueItem(typed, i, 1);
    if (found) {
      if (found.item) items.push(found.item);
      weight += found.weight;
      i += found.length;
      continue;
    }
    const word = typed[i]!;
    if (isSpeaker(word)) weight += SPEAKER;
    else if (!isFilling(word) && !isLook(positive(word)) && !isDeterminer(word) && word !== '')
      items.push({ role: 'x', text: word, weight: ALIEN });
    i++;
  }
  return { items, weight };
}

interface Found {
  readonly item: Item | null;
  readonly weight: number;
  readonly length: number;
}

function cueItem(typed: readonly string[], i: number, atLeast: number): Found | null {
  const found = cueAt(typed, i, atLeast);
  if (!found) return null;
  const { cue, length } = found;
  return { ...itemOf(cue, typed.slice(i, i + length).join(' ')), length };
}

function itemOf({ role, weight }: Cue, text: string): { item: Item | null; weight: number } {
  return role === null ? { item: null, weight } : { item: { role, text, weight }, weight: 0 };
}

/** A noun phrase, or part of one: “the red hat”, “blue”, “a small crown”. */
function namingAt(
  typed: readonly string[],
  closes: readonly boolean[],
  start: number,
  words: readonly Word[],
): Found | null {
  let at = start;
  const owner = /^(?:my|our|your|his|her|their)$/u.test(typed[start] ?? '');
  const determines = (word: string) => owner || (isDeterminer(word) && word !== 'no');
  while (at < typed.length && determines(typed[at]!) && at < start + (owner ? 1 : 2)) {
    if (closes[at]) return null;
    at++;
  }
  const core = at;
  while (at < typed.length && isNaming(typed, at, words)) {
    at++;
    if (closes[at - 1] || !isAdjective(typed[at - 1]!)) break;
  }
  const weather = at === core + 1 ? weatherNoun(typed[core]!) : '';
  if (kindOf(weather) === 'weather' && weather !== typed[core]) {
    const role = namingOf([weather], words);
    return { item: { role, text: weather, weight: 0 }, weight: 0, length: at - start };
  }
  // A look alone is an opinion: “pretty cool”.
  if (at === core || typed.slice(core, at).every((word) => isLook(word))) return null;
  const named = typed.slice(core, at);
  const determiner = typed.slice(start, core).join(' ');
  const text = [
    ...(/^(?:an?|two|three|four|five)$/u.test(determiner) ? [determiner] : []),
    ...named,
  ];
  const isPet = owner && kindOf(named.at(-1)!) === 'animals';
  const isGeneric =
    core === start &&
    kindOf(named.at(-1)!) === 'animals' &&
    singular(named.at(-1)!) !== named.at(-1);
  const role = namingOf(named, words);
  const isElsewhere = /^(?:the|that|those|your|their)$/u.test(determiner) && /[AEQ]/u.test(role);
  const weight =
    (isPet ? OWNED : 0) +
    (isElsewhere ? ELSEWHERE : 0) +
    (isCompound(typed, closes, at, words) ? COMPOUND : 0) +
    (isGeneric && !saysPlural(words) ? GENERIC : 0);
  const item: Item = { role, text: text.join(' '), weight };
  return { item, weight: 0, length: at - start };
}

function isCompound(
  typed: readonly string[],
  closes: readonly boolean[],
  end: number,
  words: readonly Word[],
): boolean {
  const [noun = '', next = ''] = [typed[end - 1], typed[end]];
  if (kindOf(noun) !== 'animals' || closes[end - 1] || next === '') return false;
  const kind = kindOf(next);
  if (kind === 'people' || kind === 'things' || kind === 'fruit') return true;
  const isUnknown = kind === undefined && !isGround(next) && !isNaming(typed, end, words);
  return isUnknown && cueAt(typed, end) === null && !isFilling(next) && !isDeterminer(next);
}

function isNaming(typed: readonly string[], i: number, words: readonly Word[]): boolean {
  const word = typed[i]!;
  if (kindNamed(word) !== undefined) return findMeant(words, word) !== null;
  if (isGround(word)) return true;
  if (words.some(({ key }) => key === word) && kindOf(word) === undefined)
    return !isFilling(word) && cueAt([word], 0) === null && !isDeterminer(word);
  return kindOf(word) !== undefined;
}

function isLook(word: string): boolean {
  return kindOf(word) === 'looks' || kindOf(word) === 'amounts';
}

function saysPlural(words: readonly Word[]): boolean {
  return words.some(({ key }) => kindOf(key) === 'animals' && singular(key) !== key);
}

function namingOf(named: readonly string[], words: readonly Word[]): Naming {
  const head = named.at(-1)!;
  const isOwn = (word: string) => findMeant(words, word)?.how === 'said';
  const fresh = named.slice(0, -1).filter((word) => !isOwn(word) && !isLook(word));
  if (isGround(head)) return fresh.length > 0 ? 'H' : 'G';
  if (isOwn(head)) return fresh.length > 0 ? 'W' : 'T';
  const kind = kindOf(head);
  if (isColour(head) || isAdjective(head)) return 'Q';
  if (kind === 'worn') return 'E';
  if (kind === 'weather') return 'S';
  return kind === 'places' ? 'P' : kind === undefined ? 'x' : 'A';
}

/** A word as it was most likely meant: one of the picture, of the lexicon, or of those that wish. */
function mended(word: string, isKnown: (word: string) => boolean): string {
  if (isKnown(word) || kindOf(word) !== undefined || isFilling(word)) return word;
  const named = corrected(word, isKnown);
  if (isKnown(named)) return named;
  const cue = mendedCue(word);
  return cue !== word || cueAt([word], 0) !== null ? cue : named;
}
