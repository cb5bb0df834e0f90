import { isParticiple, saysSomething } from '../../pipeline/text/text.ts';
import { isMass, isPlural, kindOf } from './lexicon.ts';
import type { Span, Word } from './prompt-words.ts';

/** As much English grammar as a picture's description has: noun phrases and what carries them. */

const ARTICLES = new Set('a an the'.split(' '));
const NUMERALS = new Set(
  'one two three four five six seven eight nine ten eleven twelve twenty'.split(' '),
);
const PLURAL_DETERMINERS = new Set('many several few both these those all various'.split(' '));
const DETERMINERS = new Set(
  'this that its his her their my your our some any no every each another'.split(' '),
);
const PREPOSITIONS = new Set(
  (
    'of on in at by to from with without under over behind before near beside against between into ' +
    'onto above below through across around inside outside during among along beneath underneath ' +
    'upon within towards toward as like while'
  ).split(' '),
);
const JOINING = new Set('and or but'.split(' '));
const RELATIVES = new Set('that which who'.split(' '));
const AUXILIARIES = new Set('is are was were be being been has have had it there'.split(' '));
const FINITE_VERBS = new Set(
  'wears wear holds hold carries carry rides ride eats eat sits sit stands stand has have'.split(
    ' ',
  ),
);
/** “dressed in a coat”: verbs that go with the preposition after them. */
const PAST_CARRIERS = new Set(
  'dressed covered made decorated filled surrounded adorned painted clothed equipped topped'.split(
    ' ',
  ),
);
/** “a cat sitting on a chair” still sits when the chair is gone. */
const STANDING_ALONE = new Set(
  (
    'sitting standing lying sleeping running walking jumping flying swimming dancing smiling ' +
    'laughing playing singing resting floating sailing'
  ).split(' '),
);
/** The last word but one of prepositions in several words: “in front of”, “next to”. */
const COMPOUND_PREPOSITIONS = [
  ['in', 'front', 'of'],
  ['on', 'top', 'of'],
  ['in', 'the', 'middle', 'of'],
  ['next', 'to'],
  ['close', 'to'],
  ['a', 'lot', 'of'],
  ['a', 'little'],
  ['a', 'bit', 'of'],
] as const;

/** What comes before the picture's subject: “a photo of”, “there is”. */
const OPENING =
  /^(?:(?:an? |the )?(?:[\p{L}-]+ ){0,3}?(?:photo|photograph|picture|image|drawing|painting|illustration|sketch|portrait|rendering|render|shot|close-up|closeup|emoji|icon|sticker|scene) of|there (?:is|are)|this is|these are|it is|it's) /u;

export function isArticle(key: string): boolean {
  return ARTICLES.has(key);
}

export function isDeterminer(key: string): boolean {
  return (
    ARTICLES.has(key) ||
    DETERMINERS.has(key) ||
    isPluralDeterminer(key) ||
    key === 'one' ||
    key === '1'
  );
}

/** A determiner of several: “two”, “many”. */
export function isPluralDeterminer(key: string): boolean {
  return (
    PLURAL_DETERMINERS.has(key) ||
    (NUMERALS.has(key) && key !== 'one') ||
    (/^\d+$/u.test(key) && key !== '1')
  );
}

export function isPreposition(key: string): boolean {
  return PREPOSITIONS.has(key);
}

export function isJoining(key: string): boolean {
  return JOINING.has(key);
}

/** Whether word i is a verb in -ing and no adjective: “wearing”, but not in “a smiling cat”. */
export function isVerbAt(words: readonly Word[], i: number): boolean {
  const word = words[i];
  if (!word || !isParticiple(word.key)) return false;
  const before = words[i - 1];
  const after = words[i + 1];
  const isAdjective =
    before !== undefined &&
    isDeterminer(before.key) &&
    before.trail === '' &&
    after !== undefined &&
    word.trail === '' &&
    !isSmall(after.key);
  return !isAdjective;
}

function isSmall(key: string): boolean {
  return (
    isDeterminer(key) ||
    PREPOSITIONS.has(key) ||
    JOINING.has(key) ||
    RELATIVES.has(key) ||
    AUXILIARIES.has(key) ||
    FINITE_VERBS.has(key)
  );
}

/** Whether word i can stand inside a noun phrase, after its determiner. */
export function isContentAt(words: readonly Word[], i: number): boolean {
  const word = words[i];
  return (
    word !== undefined &&
    saysSomething(word.text) &&
    !isSmall(word.key) &&
    !isVerbAt(words, i) &&
    !PAST_CARRIERS.has(word.key)
  );
}

export interface NounPhrase extends Span {
  /** Where its adjectives and noun begin, behind the determiners. */
  readonly core: number;
}

/** The noun phrase that word i stands in: determiners, adjectives, noun. Null for other words. */
export function nounPhraseAt(words: readonly Word[], i: number): NounPhrase | null {
  const isOwn = isDeterminer(words[i]?.key ?? '') && !isVerbAt(words, i);
  if (!isOwn && !isContentAt(words, i)) return null;
  let core = i;
  if (isOwn) while (isDeterminer(words[core]?.key ?? '') && isTouching(words, core)) core++;
  else while (isContentAt(words, core - 1) && isTouching(words, core - 1)) core--;
  if (!isContentAt(words, core)) return null;
  let start = core;
  while (isDeterminer(words[start - 1]?.key ?? '') && isTouching(words, start - 1)) start--;
  let end = core + 1;
  while (isContentAt(words, end) && isTouching(words, end - 1)) end++;
  return { start, core, end };
}

/** Whether nothing parts word i from the next one. */
function isTouching(words: readonly Word[], i: number): boolean {
  return !/[,.;:!?)\]]/u.test(words[i]?.trail ?? '') && words[i + 1] !== undefined;
}

/**
 * Where what carries the phrase at `start` begins: “wearing” a hat, “in front of” a house, “that wears”
 * a crown. `start` itself where nothing does.
 */
export function carrierStart(words: readonly Word[], start: number): number {
  let at = start;
  const before = (): string => (at > 0 && isTouching(words, at - 1) ? words[at - 1]!.key : '');
  const compound = COMPOUND_PREPOSITIONS.find((keys) =>
    keys.every((key, k) => words[at - keys.length + k]?.key === key),
  );
  if (compound) at -= compound.length;
  const hasPreposition = compound !== undefined || PREPOSITIONS.has(before());
  while (PREPOSITIONS.has(before())) at--;
  const isVerb = (): boolean => isVerbAt(words, at - 1) || FINITE_VERBS.has(before());
  if (hasPreposition && PAST_CARRIERS.has(before())) at--;
  else if (isVerb() && before() !== '' && !(hasPreposition && STANDING_ALONE.has(before()))) at--;
  if (at === start) return start;
  while (at > 2 && AUXILIARIES.has(before())) at--; // not of “there is”, “this is”
  if (RELATIVES.has(before())) at--;
  return at;
}

/** How many words of a prompt come before its subject. */
export function openingLength(words: readonly Word[]): number {
  const keys = words.map(({ key }) => key).join(' ');
  const opening = OPENING.exec(`${keys} `)?.[0];
  if (opening !== undefined) return opening.trim().split(' ').length;
  // “in the snow, a cat”
  if (!isPreposition(words[0]?.key ?? '')) return 0;
  const comma = words.findIndex(({ trail }) => trail.includes(','));
  return comma >= 0 && comma + 1 < words.length ? comma + 1 : 0;
}

/** The noun phrase that a prompt is about. */
export function subjectOf(words: readonly Word[]): NounPhrase | null {
  return nounPhraseAt(words, openingLength(words));
}

/**
 * Behind a noun phrase's participles and what it wears or holds: “a cat | wearing a hat and glasses |
 * on a red background”.
 */
export function modifiersEnd(words: readonly Word[], nounPhraseEnd: number): number {
  let end = nounPhraseEnd;
  for (;;) {
    let at = end;
    if (!isTouching(words, at - 1)) return end;
    if (isJoining(words[at]?.key ?? '') && isVerbAt(words, at + 1)) at++;
    if (RELATIVES.has(words[at]?.key ?? '')) at++;
    while (AUXILIARIES.has(words[at]?.key ?? '')) at++;
    const isVerb = isVerbAt(words, at) || FINITE_VERBS.has(words[at]?.key ?? '');
    const isWorn = ['with', 'in'].includes(words[at]?.key ?? '') && wornAt(words, at + 1);
    if (!isVerb && !isWorn) return end;
    at++;
    let object = nounPhraseAt(words, at);
    while (object) {
      at = object.end;
      if (words[at]?.key === 'on' && !nounPhraseAt(words, at + 1)) at++;
      const next = isJoining(words[at]?.key ?? '') ? nounPhraseAt(words, at + 1) : null;
      object = isTouching(words, at - 1) ? next : null;
    }
    end = at;
  }
}

function wornAt(words: readonly Word[], i: number): boolean {
  const phrase = nounPhraseAt(words, i);
  return phrase !== null && kindOf(words[phrase.end - 1]!.key) === 'worn';
}

/** “a” or “an”, by how the next word sounds. */
export function indefiniteArticle(next: string): 'a' | 'an' {
  const word = next.toLowerCase().replace(/^[^\p{L}\p{N}]+/u, '');
  if (/^(?:8|11\b|18\b|11[^\d]|18[^\d])/u.test(word)) return 'an';
  if (/^(?:hour|honest|honou?r|heir)/u.test(word)) return 'an';
  if (
    /^(?:uni(?:[^nm]|$)|u[bcks](?:[aeiou]|$)|ut[aeiou]|use|ufo|eu|ewe|one\b|once\b|one-)/u.test(
      word,
    )
  )
    return 'a';
  return /^[aeiouáàâäéèêëíïóôöúüœæ]/u.test(word) ? 'an' : 'a';
}

/** Whether a noun stands without “a”: several things, or stuff. */
export function isBare(noun: string): boolean {
  return isPlural(noun) || isMass(noun);
}
