/** What the words of a wish are like, and how a phrase of it stands in an edit. */
import { isBare as bareNoun, indefiniteArticle } from '../english/grammar.ts';
import { isColour, kindOf } from '../english/lexicon.ts';
import type { Word } from '../english/prompt-words.ts';
import { isAdjective } from './meant.ts';

export const WHO_HAS =
  /^(?:see |have |show |make |let )?(?<who>it|him|her|them|he|she|they|this|(?:the |that |this )?[\p{L}]+) (?:(?:should|shall|must|could|can|needs to|has to) )?(?:wear|wears|wearing|have|has|with|in|as|be|become|get) (?<what>.+)$/u;

/** “pinker” → “pink”, “darker” → “dark”; other words stay. */
export function positive(word: string): string {
  if (kindOf(word) !== undefined || !/..(?:er|ish)$/u.test(word)) return word;
  const stem = word.replace(/(?:er|ish)$/u, '');
  const bases = [stem, `${stem}e`, stem.replace(/(.)\1$/u, '$1'), stem.replace(/i$/u, 'y')];
  return bases.find(isAdjective) ?? word;
}

/** “a bit smaller”, “much bigger” */
export const DEGREE =
  /^(?:(?:all|completely|fully|totally|entirely) (?=[\p{L}]+$)|(?:(?:an? (?:bit|little|tad|touch|lot)|slightly|somewhat|much|way|even|far|really|very|so) )+(?=[\p{L}]+er(?: |$)))/u;

const JOINTS =
  'it he she they should could would must let but less for stay look looks like please want disappear vanish'.split(
    ' ',
  );

/** Whether a word inside a phrase shows that it is no phrase, but half a sentence. */
export function isStray(word: string, before: string | undefined): boolean {
  if (JOINTS.includes(word)) return true;
  return (
    /^(?:an?|the)$/u.test(word) &&
    before !== undefined &&
    !/^(?:and|or|of|with|in|on|at|under|like)$/u.test(before)
  );
}

/** “black and white”, “lion and dog”, and no second wish behind an “and”. */
export function isJoinedAlike(words: readonly string[]): boolean {
  const at = words.indexOf('and');
  if (at < 0) return true;
  const [before = '', after = ''] = [words[at - 1], words.at(-1)];
  const isOther = words.slice(at + 1).some((word) => word === 'the' || word === 'and');
  return (
    (!isOther && likeness(before) === likeness(after)) ||
    (isAdjective(before) && isAdjective(words[at + 1] ?? ''))
  );
}

export const IT_ALONE = /^(?:it|this|that|them|the (?:effect|edit|change))$/u;

/** “a wolf with a crown” in two. */
export function parted(phrase: string): { head: string; rest: string } {
  const [, head, rest] =
    /^(.+?) (?:with|wearing|that wears|(?=(?:in|on|at) )) ?(.+)$/u.exec(phrase) ?? [];
  return head === undefined || rest === undefined ? { head: phrase, rest: '' } : { head, rest };
}

export function quantityOf(what: string): { amount: '' | 'light' | 'heavy'; bare: string } {
  const heavy = /^(?:a lot of|lots of|loads of|tons of|much|plenty of|heaps of) /u.exec(what)?.[0];
  if (heavy) return { amount: 'heavy', bare: what.slice(heavy.length) };
  const light = /^(?:a (?:little|bit of|touch of|little bit of)|some light|a few) /u.exec(
    what,
  )?.[0];
  if (light) return { amount: 'light', bare: what.slice(light.length) };
  return { amount: '', bare: what };
}

export function hasArticle(phrase: string): boolean {
  return /^an? /u.test(phrase.trim());
}

export function article(words: readonly string[]): string {
  return `${indefiniteArticle(words[0] ?? '')} ${words.join(' ')}`;
}

export function determined(typed: string, words: readonly string[]): string {
  const text = words.join(' ');
  if (/^(?:two|three|four|five)\b/u.test(text)) return text;
  return /^(?:the|his|her|its) /u.test(typed) ? text : withArticle(text);
}

function withArticle(text: string): string {
  const noun = text.split(' ').at(-1) ?? '';
  return bareNoun(noun) ? text : `${indefiniteArticle(text.split(' ')[0] ?? '')} ${text}`;
}

export function placed(typed: string, words: readonly string[]): string {
  const text = words.join(' ');
  if (/^(?:night|sunset|sunrise|dawn|dusk|space)$/u.test(text)) return text;
  return /^(?:an?|the) /u.test(typed) ? `${typed.split(' ')[0]} ${text}` : `the ${text}`;
}

export function isThing(kind: string | undefined): boolean {
  return kind === 'animals' || kind === 'people' || kind === 'fruit' || kind === 'things';
}

/** Qualities of one likeness take each other's place. */
export function likeness(word: string): string {
  return isColour(word) ? 'colours' : (kindOf(word) ?? word);
}

export function keysOf(words: readonly Word[]): string {
  return words.map(({ key }) => key).join(' ');
}

export function swap(from: string, to: string): string {
  return `"${from}" -> "${to}"`;
}

/** “it a”, “the horse standing in”: words that no part of a sentence ends or goes on with. */
export function isHalf(words: string): boolean {
  return /^(?:it|that|this|him|her|them) (?:an?|the) | (?:in|on|at|under|an?|the|with|to)$/u.test(
    words,
  );
}

/** “darker”, of a colour: not another one in its place. */
export function isShade(word: string): boolean {
  return /^(?:dark|bright|light|pale|deep|neon|glowing|shiny)$/u.test(word);
}
