import { isPluralDeterminer } from '../../english/grammar.ts';
import { kindOf, plainName, plural } from '../../english/lexicon.ts';
import { isAdjective, weatherNoun } from '../meant.ts';
import { isQualifying } from '../pieces/content.ts';
import type { Item } from '../pieces/item.ts';
import { positive } from '../wish-phrases.ts';
import type { On } from './clause.ts';

/** “a herd of” */
const GROUP = /^(?:an? )?(herd|pack|group|bunch|flock|family) of$/u;

/** What many of a thing are together: “herd”; null for other determiners, and where the model never learned it. */
export function groupOf({ vocabulary }: On, determiner: string): string | null {
  const group = GROUP.exec(determiner)?.[1] ?? null;
  return group !== null && vocabulary.isListed && !vocabulary.has(group) ? null : group;
}

const NUMBERS = 'zero one two three four five six seven eight nine ten'.split(' ');

/** Whether a determiner says that there are several. */
export function isCounting(determiner: string): boolean {
  return isPluralDeterminer(determiner) && !/^(?:both|these|those|all)$/u.test(determiner);
}

/** The words of a thing as the sentence will have them: in the model's own where it lists them, several where counted. */
export function saidOf(on: On, { words, determiner }: Item): string[] {
  const { vocabulary } = on;
  const named = words
    .filter((word) => word !== 'very' || !vocabulary.isListed || vocabulary.has(word))
    .map((word) => nameOf(on, word, words.length));
  const group = groupOf(on, determiner);
  if (group !== null) return [group, 'of', ...named.slice(0, -1), plural(named.at(-1)!)];
  if (!isCounting(determiner) || words.every(isQualifying)) return named;
  const count = /^\d+$/u.test(determiner)
    ? (NUMBERS[Number(determiner)] ?? determiner)
    : determiner;
  return [count, ...named.slice(0, -1), plural(named.at(-1)!)];
}

function nameOf({ vocabulary }: On, word: string, length: number): string {
  const name = vocabulary.nameFor(word);
  const plain = plainName(word);
  const weather = weatherNoun(word);
  if (vocabulary.isListed)
    return (
      [name, plain, plainName(positive(word)), weather].find((each) => vocabulary.has(each)) ?? name
    );
  if (length === 1 && weather !== word) return weather;
  if (kindOf(word) === 'weather' && /(?:ing|s)$/u.test(word)) return plain;
  // People's own words stay, but for “bigger” and “stripes”.
  if (isAdjective(positive(word)) && !isAdjective(word)) return positive(word);
  if (word === 'lighter' && length === 1) return 'light';
  if (/^larg/u.test(word)) return 'large';
  if (/^(?:big|small|heav|light|tin|littl)/u.test(word) && /(?:er|est)$/u.test(word)) return plain;
  return kindOf(word) === 'patterns' ? plain : word;
}
