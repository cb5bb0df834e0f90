/** What the words of a wish are like, and how a phrase of it stands in an edit. */
import { isBare as bareNoun, indefiniteArticle, isPluralDeterminer } from '../english/grammar.ts';
import { isColour, kindOf } from '../english/lexicon.ts';
import type { Word } from '../english/prompt-words.ts';
import { isAdjective } from './meant.ts';

/** “pinker” → “pink”, “darker” → “dark”; other words stay. */
export function positive(word: string): string {
  if (kindOf(word) !== undefined || !/..(?:er|ish)$/u.test(word)) return word;
  const stem = word.replace(/(?:er|ish)$/u, '');
  const bases = [stem, `${stem}e`, stem.replace(/(.)\1$/u, '$1'), stem.replace(/i$/u, 'y')];
  return bases.find(isAdjective) ?? word;
}

export function article(words: readonly string[]): string {
  return `${indefiniteArticle(words[0] ?? '')} ${words.join(' ')}`;
}

/** New words with the article that they need, or that was typed. */
export function determinedBy(words: readonly string[], typed = ''): string {
  const text = words.join(' ');
  if (/^(?:the|his|her|its)$/u.test(typed)) return `the ${text}`;
  const isMany = isPluralDeterminer(words[0] ?? '');
  // “a field of snow”
  const of = words.indexOf('of');
  return isMany || bareNoun((of > 0 ? words[of - 1] : words.at(-1)) ?? '')
    ? text
    : `${indefiniteArticle(text)} ${text}`;
}

/** Qualities of one likeness take each other's place. */
export function likeness(word: string): string {
  return isColour(word) ? 'colours' : (kindOf(word) ?? word);
}

/** Whether qualities are of one likeness: “medium” is a size, too. */
export function areLike(a: string, b: string): boolean {
  if (likeness(a) === likeness(b)) return true;
  return [
    [a, b],
    [b, a],
  ].some(([one, other]) => one === 'medium' && likeness(other!) === 'sizes');
}

export function keysOf(words: readonly Word[]): string {
  return words.map(({ key }) => key).join(' ');
}

export function swap(from: string, to: string): string {
  return `"${from}" -> "${to}"`;
}

/** “darker”, of a colour: not another one in its place. */
export function isShade(word: string): boolean {
  return /^(?:dark|bright|light|pale|deep|neon|glowing|shiny|darker|lighter|brighter|paler|deeper)$/u.test(
    word,
  );
}
