import { isDeterminer } from '../../english/grammar.ts';
import { corrected } from '../../english/known-words.ts';
import { kindOf, LEXICON, singular } from '../../english/lexicon.ts';
import { openKindOf } from '../../english/open-words.ts';
import { isMisspelt } from '../../english/prompt-words.ts';
import { weatherNoun } from '../meant.ts';
import { positive } from '../wish-phrases.ts';
import { isCueWord, isFilling, isShortened, mendedCue } from './cues.ts';

export interface Token {
  /** As it was most likely meant. */
  readonly word: string;
  /** `,` where the clause ends behind it. */
  readonly mark: string;
}

/** The words of a plain line, corrected; `isKnown` are those of the picture and of the model, `own` the picture's. */
export function tokensOf(
  text: string,
  isKnown: (word: string) => boolean,
  own: readonly string[],
): readonly Token[] {
  return text
    .split(' ')
    .filter((token) => token !== '')
    .map((token) => {
      const word = token.replace(/[,.;!?:'"…]+$/u, '');
      const mark = /[,.;!?:]/u.test(token.slice(word.length)) ? ',' : '';
      return { word: word === '' ? '' : mended(word, isKnown, own), mark };
    });
}

/** A word as it was most likely meant: one of the picture, of the lexicon, or of those that wish. */
function mended(typed: string, isKnown: (word: string) => boolean, own: readonly string[]): string {
  const word = unstretched(typed, isKnown);
  if (
    isKnown(word) ||
    kindOf(word) !== undefined ||
    isFilling(word) ||
    isCueWord(word) ||
    isDeterminer(word)
  )
    return word;
  if (
    isKnown(weatherNoun(word)) ||
    isKnown(positive(word)) ||
    openKindOf(word) !== undefined ||
    openKindOf(singular(word)) !== undefined ||
    isParticipleOf(word)
  )
    return word;
  // “tigger”, of a tiger: rather what is there than “bigger”.
  const there = word.length < 4 ? undefined : own.find((each) => isMisspelt(word, each));
  if (there !== undefined) return there;
  const short =
    word.length < 4 && mendedCue(word) === word
      ? SHORT.filter((each) => isShortened(word, each))
      : [];
  if (short.length === 1) return short[0]!;
  const named = corrected(word, isKnown);
  if (isKnown(named)) return named;
  const cue = mendedCue(word);
  return cue !== word ? cue : named;
}

/** Short names of which people leave a letter out: “blu”, “ht”. */
const SHORT = LEXICON.filter(
  (word) => word.length <= 4 && /^(?:colours|worn|animals|weather)$/u.test(kindOf(word) ?? ''),
);

/** “waaaay”, “sooo”: with as few of a letter as a word has. */
function unstretched(word: string, isKnown: (word: string) => boolean): string {
  if (!/(.)\1\1/u.test(word)) return word;
  const isWord = (each: string) =>
    isKnown(each) ||
    isFilling(each) ||
    isCueWord(each) ||
    isDeterminer(each) ||
    kindOf(each) !== undefined ||
    openKindOf(each) !== undefined;
  const shorter = ['$1', '$1$1'].map((by) => word.replace(/(.)\1{2,}/gu, by));
  return shorter.find(isWord) ?? word;
}

/** “stealing”, “ruining”: a verb's, and no slip of a thing's name. */
function isParticipleOf(word: string): boolean {
  const [, stem] = /^(.{2,})ing$/u.exec(word) ?? [];
  if (stem === undefined) return false;
  return [stem, `${stem}e`, stem.replace(/(.)\1$/u, '$1')].some(
    (each) => openKindOf(each) === 'verbs',
  );
}
