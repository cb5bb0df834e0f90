import { isDeterminer, nounPhraseAt, subjectOf } from '../english/grammar.ts';
import { isColour, type Kind, kindNamed, kindOf, plainName, singular } from '../english/lexicon.ts';
import { FUNCTION_WORDS, isMisspelt, type Span, type Word } from '../english/prompt-words.ts';

/** What of a sentence some typed words mean. */
export interface Meant extends Span {
  /** `said` where they name it, `it` where they point at the subject, `kin` where they name its like. */
  readonly how: 'said' | 'it' | 'kin';
}

const IT =
  /^(?:it|bro|my (?:little )?(?:boy|girl|guy|baby|man|dude|friend|pet)|buddy|homie|everything|him|her|them|this|that|he|she|they|one|this one|that one|(?:the |this |that )?(?:picture|image|photo|pic|subject|whole thing|thing|(?:little )?(?:guy|fella|fellow|one|buddy|dude)|figure|main (?:thing|character|subject)|character))$/u;
const GROUND =
  /^(?:background|backdrop|bg|back|back ground|wallpaper|scenery|setting|surroundings?|environment|(?:background|bg)(?:'s)? colou?r|colou?r (?:of|in|for) (?:the )?(?:background|bg|backdrop)|(?:behind|around)(?: (?:it|him|her))?|backround)$/u;
const WEATHER_ADJECTIVES: Readonly<Record<string, string>> = {
  snowy: 'snow',
  rainy: 'rain',
  foggy: 'fog',
  misty: 'mist',
  windy: 'wind',
  stormy: 'storm',
  sunny: 'sunshine',
};

/** The noun of an adjective of the weather: “snowy” → “snow”. Other words stay. */
export function weatherNoun(word: string): string {
  return WEATHER_ADJECTIVES[word] ?? word;
}

/** The words without what only leads up to them: “the red hat” → “red hat”. */
export function withoutDeterminers(phrase: string): string {
  const words = phrase.split(' ');
  const first = words.findIndex(
    (word) => !isDeterminer(word) && !/^(?:of|all|only|any|more|entire|whole|current)$/u.test(word),
  );
  return first < 0 ? '' : words.slice(first).join(' ');
}

/** Whether words name the background of a picture. */
export function isGround(phrase: string): boolean {
  const bare = withoutDeterminers(phrase);
  return GROUND.test(bare) || isMisspelt(bare, 'background');
}

export function groundOf(words: readonly Word[]): Span | null {
  const i = words.findIndex(({ key }) => GROUND.test(key) && key !== 'back');
  return i < 0 ? null : { start: i, end: i + 1 };
}

/** Finds in a sentence what somebody means: by its words, misspelt ones, other names, kinds. */
export function findMeant(words: readonly Word[], phrase: string): Meant | null {
  if (IT.test(phrase.trim())) return headMeant(words, 'it');
  const bare = withoutDeterminers(phrase.trim()).replace(/'s (?:head|neck|face)$/u, '');
  if (bare === '') return null;
  const owned = /^[\p{L}]+'s (?<own>.+)$/u.exec(bare)?.groups?.own;
  if (owned !== undefined && !isGround(bare)) return findMeant(words, owned);
  if (IT.test(bare)) return headMeant(words, 'it');
  if (isGround(bare)) {
    const ground = groundOf(words);
    return ground && { ...ground, how: 'said' };
  }
  const wanted = bare.split(' ').map(weatherNoun);
  if (wanted.every((word) => FUNCTION_WORDS.has(word))) return null;
  const said =
    run(words, wanted, (word, want) => word === want) ??
    run(words, wanted, (word, want) => singular(word) === singular(want)) ??
    run(words, wanted, (word, want) => plainName(word) === plainName(want)) ??
    run(
      words,
      wanted,
      (word, want) => word.length >= 3 && kindOf(want) === undefined && isMisspelt(want, word),
    );
  if (said) return { ...said, how: 'said' };
  const noun = wanted.at(-1)!;
  if (wanted.length > 1) {
    // “that silly hat”: what it is called beside its name is the person's own.
    const isDescribed = wanted.slice(0, -1).every((word) => isAdjective(word));
    const named = isDescribed ? findMeant(words, noun) : null;
    if (named) return named;
  }
  const kind = kindNamed(noun);
  if (kind && wanted.length === 1) {
    const member = memberOf(words, kind);
    if (member) return { ...member, how: 'said' };
  }
  if (wanted.length === 1 && kindOf(noun) === 'worn') {
    const member = memberOf(words, 'worn');
    if (member) return { ...member, how: 'kin' };
  }
  return null;
}

/** The member of a kind that a sentence names; a colour rather the background's. */
export function memberOf(words: readonly Word[], kind: Kind): Span | null {
  const is = (word: string) => (kind === 'colours' ? isColour(word) : kindOf(word) === kind);
  const ground = kind === 'colours' ? groundOf(words) : null;
  const phrase = ground && nounPhraseAt(words, ground.start);
  const near = phrase
    ? words.findIndex(({ key }, i) => i >= phrase.core && i < phrase.end && is(key))
    : -1;
  const i = near >= 0 ? near : words.findIndex(({ key }) => is(key));
  if (i >= 0) return { start: i, end: i + 1 };
  return kind === 'animals' ? headMeant(words, 'it') : null;
}

export function isAdjective(word: string): boolean {
  const kind = kindOf(word);
  return (
    isColour(word) ||
    kind === 'patterns' ||
    kind === 'sizes' ||
    kind === 'looks' ||
    kind === 'amounts'
  );
}

function headMeant(words: readonly Word[], how: Meant['how']): Meant | null {
  const subject = subjectOf(words);
  return subject && { start: subject.end - 1, end: subject.end, how };
}

function run(
  words: readonly Word[],
  wanted: readonly string[],
  isSame: (word: string, want: string) => boolean,
): Span | null {
  for (let start = 0; start + wanted.length <= words.length; start++)
    if (wanted.every((want, i) => isSame(words[start + i]!.key, want)))
      return { start, end: start + wanted.length };
  return null;
}
