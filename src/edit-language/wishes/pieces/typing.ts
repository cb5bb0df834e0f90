/** What people type for a word, where they type as they talk, or one letter off. */
const TYPED: Readonly<Record<string, string>> = {
  the: 'da teh hte',
  this: 'dis',
  that: 'dat',
  some: 'sum',
  want: 'wnat wnt',
  should: 'shud shld shoud',
  could: 'cud',
  would: 'wud',
  black: 'blk',
  light: 'lite',
  flowers: 'flwrs flwers',
  flower: 'flwr',
  background: 'bckground bkg bgd bckgrnd',
  sunglasses: 'sunnies',
  glasses: 'specs',
  really: 'rly rlly',
  because: 'bc becuz coz',
  people: 'ppl',
  though: 'tho',
  small: 'wee',
  wear: 'ware',
  dog: 'doge',
};

const typedFor = new Map(
  Object.entries(TYPED).flatMap(([word, slips]) =>
    slips.split(' ').map((slip) => [slip, word] as const),
  ),
);

/** The word that somebody means who types one of these; any other stays. */
export function asMeant(word: string): string {
  return typedFor.get(word) ?? word;
}

/** Two words for one, and words that sound like another, where nothing else fits. */
export const HEARD_ALIKE: readonly (readonly [RegExp, string])[] = [
  [/\bsun glass?es\b/gu, 'sunglasses'],
  [/\b(?:pear|pare) of (?=(?:sun)?glass?es|goggles|shoes|boots)/gu, 'pair of '],
  [/\b(take|taking|took|takes) of(?= (?:the|his|her|its|their|that|those|these) )/gu, '$1 off'],
  [
    /(?<=\b(?:background|be|into|to|in|bg) )(?:read|rad)(?= (?:instead|not|please|now|and)\b|[,.!]|$)/gu,
    'red',
  ],
  [
    /(?<=\b(?:background|be|into|to|in|bg) )(?:blew|bleu)(?= (?:instead|not|please|now|and)\b|[,.!]|$)/gu,
    'blue',
  ],
];
