import { isParticiple } from '../../../pipeline/text/text.ts';
import { kindAtLarge } from '../../english/lexicon.ts';
import { cueAt, isFilling } from './cues.ts';

/** What a body can do in a picture, and how it is said of one. */
const POSTURES: Readonly<Record<string, string>> = {
  sit: 'sitting',
  stand: 'standing',
  lie: 'lying',
  lay: 'lying',
  laying: 'lying',
  sleep: 'sleeping',
  asleep: 'sleeping',
  run: 'running',
  walk: 'walking',
  jump: 'jumping',
  leap: 'leaping',
  fly: 'flying',
  swim: 'swimming',
  dance: 'dancing',
  gallop: 'galloping',
  graze: 'grazing',
  smile: 'smiling',
  laugh: 'laughing',
  cry: 'crying',
  yawn: 'yawning',
  eat: 'eating',
  drink: 'drinking',
  sing: 'singing',
  read: 'reading',
  wave: 'waving',
  nap: 'napping',
  jog: 'jogging',
  crouch: 'crouching',
  stretch: 'stretching',
  roar: 'roaring',
  float: 'floating',
  ski: 'skiing',
  surf: 'surfing',
};
const NO_POSTURES = new Set(
  'looking going coming using thinking making trying taking doing saying getting being having nothing something anything everything thing king ring morning evening wing string spring bling during amazing boring interesting annoying distracting missing building painting drawing raining snowing clothing stunning disgusting exciting loving hoping wondering asking talking killing sling lightning ceiling sibling pudding wedding feeling meeting nothing standing-room freaking fucking darling stealing'.split(
    ' ',
  ),
);
/** Where only a participle is expected: “sit” is one behind “make it”. */
const ASKED = /[ITmb]/u;

/** “sitting”, or “sit” behind “make it”, as it is said of a body; null for other words. */
export function postureOf(word: string, before: string): string | null {
  const named = POSTURES[word];
  if (named !== undefined)
    return isParticiple(word) || word === 'asleep' || ASKED.test(before) ? named : null;
  // “a chance of seeing him”, “for the mailing”
  if (
    /[efpz]/u.test(before) ||
    !isParticiple(word) ||
    NO_POSTURES.has(word) ||
    cueAt([word], 0) !== null ||
    isFilling(word)
  )
    return null;
  return kindAtLarge(word) === undefined || /^(?:sleeping|smiling|laughing|crying)$/u.test(word)
    ? word
    : null;
}
