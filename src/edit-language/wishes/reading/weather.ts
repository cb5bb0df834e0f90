import { nounPhraseAt } from '../../english/grammar.ts';
import { kindOf, plainName } from '../../english/lexicon.ts';
import { memberOf } from '../meant.ts';
import { determinedBy, keysOf, swap } from '../wish-phrases.ts';
import type { On } from './clause.ts';
import { replaced } from './qualities.ts';

/** Storms are counted: in a storm, in the rain. */
const STORMS = /storm$|^(?:blizzard|hurricane|tornado|typhoon|cyclone|monsoon|downpour|shower)$/u;

/** “falling snow” is snow. */
const FALLING = /^(?:falling|drifting|gently|softly)$/u;

/** “a tiny bit of rain”, “huge snow”: weather is light or heavy. */
function amountOf(word: string): string {
  const size = kindOf(word) === 'sizes' ? plainName(word) : word;
  if (size === 'small') return 'light';
  return size === 'big' || /^(?:pouring|torrential|driving|thick|strong)$/u.test(word)
    ? 'heavy'
    : word;
}

/** Another weather, or the first. */
export function weathered(on: On, typed: readonly string[]): string {
  const said = typed
    .filter((word, i) => i === typed.length - 1 || !FALLING.test(word))
    .map((word, i, { length }) => (i < length - 1 ? amountOf(word) : word));
  const own = memberOf(on.words, 'weather');
  const noun = said.at(-1)!;
  const isStorm = STORMS.test(noun);
  if (!own) return `+ "${isStorm ? `in ${determinedBy(said)}` : said.join(' ')}"`;
  const phrase = nounPhraseAt(on.words, own.start);
  // Of “light snow” no light sunshine; who never learned of the sun takes the snow away.
  if (noun === 'sunshine' && phrase) {
    const { isListed } = on.vocabulary;
    const there = keysOf(on.words.slice(phrase.core, phrase.end));
    return isListed && !on.vocabulary.has(noun) ? `- "${there}"` : swap(there, noun);
  }
  if (isStorm && phrase)
    return swap(keysOf(on.words.slice(phrase.start, phrase.end)), determinedBy(said));
  const key = on.words[own.start]!.key;
  return noun === key && said.length === 1 ? `"${key}" * 2` : replaced(on, own, said);
}
