/** Which articles and other determiners new words inherit from old ones. */
import {
  indefiniteArticle,
  isBare,
  isContentAt,
  isDeterminer,
  isPluralDeterminer,
  type NounPhrase,
  nounPhraseAt,
} from './grammar.ts';
import { isPlural, kindNamed, kindOf } from './lexicon.ts';
import type { Span, Word } from './prompt-words.ts';

export const WORD: Word = { spaced: true, lead: '', text: '', trail: '', key: '' };

export function spaced(word: Word): Word {
  return { ...word, spaced: true };
}

/** New words with the marks around the old ones; what opens stands behind a new determiner. */
export function marked(fresh: readonly Word[], given: number, first: Word, last: Word): Word[] {
  const opening = given < fresh.length && !isDeterminer(first.key) ? given : 0;
  return fresh.map((word, i) => ({
    ...word,
    spaced: i === 0 ? first.spaced : word.spaced,
    lead: i === opening && word.lead === '' ? first.lead : word.lead,
    trail: i === fresh.length - 1 && word.trail === '' ? last.trail : word.trail,
  }));
}

export function leadingDeterminers(words: readonly Word[]): number {
  const n = words.findIndex(({ key }) => !isDeterminer(key));
  return n > 0 ? n : 0;
}

export function determinersOf(words: readonly Word[], { start, end }: Span): Word[] {
  const own = words.slice(start, end);
  return own.slice(0, leadingDeterminers(own));
}

export function startsNounPhrase(words: readonly Word[]): boolean {
  return isContentAt(words, 0);
}

/** The noun of the first noun phrase: “cat” of “a big cat wearing a hat”. */
export function headOf(words: readonly Word[]): string {
  const phrase = nounPhraseAt(words, 0);
  return words[(phrase?.end ?? words.length) - 1]?.key ?? '';
}

/** Which of the old determiners suit a new noun. */
export function determinersFor(
  determiners: readonly Word[],
  fresh: readonly Word[],
  words: readonly Word[],
  span: Span,
): readonly Word[] {
  const noun = headOf(fresh);
  const isIndefinite = determiners.some(({ key }) =>
    ['a', 'an', 'one', '1', 'each', 'every', 'another'].includes(key),
  );
  const isOfSeveral = determiners.some(({ key }) => isPluralDeterminer(key));
  if (isName(fresh, words[span.start]!)) return isIndefinite || isOfSeveral ? [] : determiners;
  if (isIndefinite && isBare(noun)) return [];
  const one = determiners[0];
  if (isOfSeveral && !isPlural(noun) && isCountable(noun) && one)
    return [{ ...one, text: 'a', key: 'a', trail: '' }];
  return determiners;
}

/** “Garfield”, where the word before it was written small. */
function isName(fresh: readonly Word[], old: Word): boolean {
  const [word] = fresh;
  return (
    word !== undefined &&
    /^\p{Lu}\p{Ll}/u.test(word.text) &&
    !/^\p{Lu}/u.test(old.text) &&
    kindOf(headOf(fresh)) === undefined
  );
}

/** Nouns that are not known may be stuff: only what the lexicon names, or an ending shows, is counted. */
export function isCountable(noun: string): boolean {
  return kindOf(noun) !== undefined && kindOf(noun) !== 'weather' && kindOf(noun) !== 'colours';
}

export function isBareAt(words: readonly Word[], phrase: NounPhrase | null): boolean {
  return phrase !== null && isBare(words[phrase.end - 1]!.key);
}

export function withArticle(fresh: readonly Word[], noun: string): readonly Word[] {
  if (isBare(noun) || (kindNamed(noun) === 'worn' && isPlural(noun))) return fresh;
  const article = indefiniteArticle(fresh[0]!.key);
  return [{ ...WORD, text: article, key: article }, ...fresh.map(spaced)];
}
