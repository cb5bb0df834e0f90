/** How a phrase that a prompt lacks is said there, and where: “snow” is “in the snow”, at the end. */
import { headOf, leadingDeterminers, spaced, withArticle } from './determiners.ts';
import {
  isBare,
  isJoining,
  isPreposition,
  isVerbAt,
  modifiersEnd,
  type NounPhrase,
  nounPhraseAt,
  subjectOf,
} from './grammar.ts';
import { isColour, kindAtLarge, kindOf, plainName } from './lexicon.ts';
import { type Word, wordsOf } from './prompt-words.ts';

type Place = 'background' | 'subject' | 'behind-subject' | 'end';

const TIMES = new Set(
  'night nighttime night-time sunset sunrise dawn dusk noon midnight midday twilight'.split(' '),
);
const ON_PLACES = new Set(
  'beach sea ocean street road island farm mountains moon mars hill mountain stage roof rooftop lawn planet'.split(
    ' ',
  ),
);

/** The words of a phrase as one says them in a prompt, and their place in it. */
export function saidOf(
  fresh: readonly Word[],
  words: readonly Word[],
): { place: Place; phrase: readonly Word[] } {
  const first = fresh[0]!.key;
  if (isVerbAt(fresh, 0)) return { place: 'behind-subject', phrase: fresh };
  if (isPreposition(first) || isJoining(first)) {
    const noun = nounPhraseAt(fresh, 1);
    const isWorn = noun !== null && kindAtLarge(headOf(fresh.slice(1))) === 'worn';
    return { place: isWorn ? 'behind-subject' : 'end', phrase: fresh };
  }
  if (first === 'next') return { place: 'behind-subject', phrase: fresh };
  const noun = headOf(fresh);
  const kind = isColour(noun) && fresh.length === 1 ? 'colours' : kindAtLarge(noun);
  if (fresh.length === 1) {
    if (kind === 'colours' || kind === 'patterns') {
      const ground = backgroundOf(words);
      const isSame = ({ key }: Word) => (kind === 'colours' ? isColour(key) : kindOf(key) === kind);
      const isFree = ground && !words.slice(ground.core, ground.end).some(isSame);
      return { place: isFree ? 'background' : 'subject', phrase: fresh };
    }
    if (kind === 'sizes' || kind === 'looks') return { place: 'subject', phrase: fresh };
  }
  const [determined] = leadingDeterminers(fresh) > 0 ? [fresh] : [withArticle(fresh, noun)];
  const said = (before: string, rest: readonly Word[] = determined!): readonly Word[] => [
    ...wordsOf(before),
    ...rest.map(spaced),
  ];
  if (kind === 'worn') return { place: 'behind-subject', phrase: said('wearing') };
  if (kind === 'weather')
    return { place: 'end', phrase: said(fresh.length === 1 ? 'in the' : 'in', fresh) };
  if (plainName(noun) === 'background') return { place: 'end', phrase: said('on') };
  if (TIMES.has(noun)) return { place: 'end', phrase: said('at', fresh) };
  if (kind === 'places' && noun !== 'underwater') {
    const before = ON_PLACES.has(noun) ? 'on' : 'in';
    const isNamed = leadingDeterminers(fresh) > 0 || isBare(noun);
    return {
      place: 'end',
      phrase: said(noun === 'space' || isNamed ? before : `${before} the`, fresh),
    };
  }
  if (noun === 'underwater') return { place: 'end', phrase: fresh };
  const subject = subjectOf(words);
  const isAlive = kind === 'animals' || kind === 'people';
  const isAlone = subject !== null && modifiersEnd(words, subject.end) === subject.end;
  return { place: 'behind-subject', phrase: said(isAlive && isAlone ? 'and' : 'with') };
}

/** The noun phrase of a prompt's background. */
export function backgroundOf(words: readonly Word[]): NounPhrase | null {
  const i = words.findIndex(({ key }) => key === 'background' || key === 'backdrop');
  return i < 0 ? null : nounPhraseAt(words, i);
}
