import { isParticiple } from '../../../pipeline/text/text.ts';
import { isDeterminer } from '../../english/grammar.ts';
import { kindAtLarge, kindNamed, kindOf } from '../../english/lexicon.ts';
import { openKindOf } from '../../english/open-words.ts';
import type { Word } from '../../english/prompt-words.ts';
import { findMeant, isAdjective, isGround } from '../meant.ts';
import { positive } from '../wish-phrases.ts';
import { cueAt, isCueWord, isFilling } from './cues.ts';
import type { Token } from './tokens.ts';

const VERY = 'very';

/** Whether a word says how a thing is: “red”, “bigger”, “sleepy”; “very” is a part of that. */
export function isQualifying(word: string): boolean {
  if (word === VERY) return true;
  if (isAdjective(word) || isAdjective(positive(word)) || kindNamed(word) === 'colours')
    return true;
  return (
    kindAtLarge(word) === undefined &&
    kindNamed(word) === undefined &&
    !isGround(word) &&
    openKindOf(word) === 'adjectives'
  );
}

const LOOKS_GOOD =
  /^(?:nice|cool|good|great|cute|fun|funny|pretty|lovely|sweet|awesome|better|best|nicer|cooler|cuter|funnier|fine|perfect|beautiful|sorry|sure|sick|nuts|dope|fire|hard)$/u;

/** Whether a word can stand in a noun phrase here; `before` is the piece in front of it, `d` inside of one. */
export function isContent(
  tokens: readonly Token[],
  i: number,
  words: readonly Word[],
  before: string,
): boolean {
  const word = tokens[i]?.word ?? '';
  if (word === '' || isDeterminer(word)) return false;
  const next = tokens[i]!.mark === '' ? (tokens[i + 1]?.word ?? '') : '';
  if (word === VERY) return isQualifying(next) && !LOOKS_GOOD.test(next);
  if (kindNamed(word) !== undefined) return findMeant(words, word) !== null;
  if (isGround(word) && word !== 'back') return true;
  const isNoun = kindAtLarge(word) !== undefined && !isAdjective(word);
  const isSaid = words.some(({ key }) => key === word) && !isFilling(word) && !isCueWord(word);
  if (isSaid && !/^(?:of|the)$/u.test(word))
    return kindOf(word) !== undefined || !isParticiple(word);
  const isNamed = (each: string) =>
    each !== '' &&
    (kindAtLarge(each) !== undefined ||
      isGround(each) ||
      words.some(({ key }) => key === each && kindOf(key) !== undefined));
  // An opinion, but where it describes something: “a cute cat”.
  if (LOOKS_GOOD.test(word) || LOOKS_GOOD.test(positive(word)))
    return (
      /[dmbIT]/u.test(before) &&
      (isNamed(next) ||
        (/[bmIT]/u.test(before) &&
          /^(?:cute|cuter|pretty|beautiful|funny|cool|sweet)$/u.test(word) &&
          next === ''))
    );
  if (kindOf(word) === 'media' || /^(?:photo|picture|image)$/u.test(word))
    return before === 'd' || kindOf(word) === 'media';
  if (isFilling(word))
    return (
      before === 'd' &&
      isNamed(next) &&
      !isCueWord(word) &&
      /^(?:big|real|top|whole|own|version)$/u.test(word)
    );
  if (isCueWord(word)) {
    const isCue = cueAt([word], 0) !== null;
    if (word === 'top' || word === 'party') return isNamed(next);
    return kindOf(word) !== undefined && !isCue
      ? true
      : kindOf(word) !== undefined && before === 'd';
  }
  if (isNoun || isAdjective(word) || isAdjective(positive(word))) return true;
  const open = openKindOf(word) ?? verbForm(word);
  if (open === 'adverbs') return false;
  if (open === 'verbs') return before === 'd' && isNamed(next);
  // “a smile”, and no sense, chance or campaign
  if (open === 'abstract') return before === 'd' || isNamed(next);
  if (open === 'adjectives')
    return isNamed(next) || /[bmITGphad]/u.test(before) || isQualifying(next);
  if (!/^\p{L}[\p{L}-]+$/u.test(word) || word.length < 3) return false;
  // What nobody here knows is most likely a thing, where one is expected.
  return /[dmblwachipzun+ITG]/u.test(before) || isNamed(next) || before === ',';
}

/** “makes”, “reused” */
function verbForm(word: string): 'verbs' | undefined {
  const [, stem] = /^(.{3,}?)(?:e?s|e?d)$/u.exec(word) ?? [];
  return stem !== undefined && [stem, `${stem}e`].some((each) => openKindOf(each) === 'verbs')
    ? 'verbs'
    : undefined;
}
