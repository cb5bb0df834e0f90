import { isHeadgear } from '../../english/lexicon.ts';
import type { Span } from '../../english/prompt-words.ts';
import { memberOf } from '../meant.ts';
import { keysOf } from '../wish-phrases.ts';
import type { Clause, Named, On } from './clause.ts';

/** What goes. */
export function removing(on: On, { old, kind, words }: Named): string[] {
  const gone = old ?? (kind === 'worn' ? likeWorn(on, words.at(-1) ?? '') : null);
  return gone ? [`- "${keysOf(on.words.slice(gone.start, gone.end))}"`] : [];
}

/** What is worn where another thing is: the hat that somebody calls a cap. */
export function likeWorn(on: On, noun: string): Span | null {
  const at = on.words.findIndex(
    ({ key }) => (isHeadgear(noun) && isHeadgear(key)) || (EYEWEAR.test(noun) && EYEWEAR.test(key)),
  );
  return at < 0 ? null : { start: at, end: at + 1 };
}

const EYEWEAR = /^(?:glasses|sunglasses|goggles|monocle|shades|spectacles|specs)$/u;

/** All that is worn. */
export function undressing(on: On): string[] {
  const own = memberOf(on.words, 'worn');
  return own ? [`- "${on.words[own.start]!.key}"`] : [];
}

/** More or less of what the sentence has. */
export function weighing(on: On, item: Named, { items }: Clause): string[] {
  if (!item.old) return [];
  const near = items.slice(Math.max(0, item.at - 2), item.at + 3);
  const said = near.map(({ letter, text }) => (/[-+!a]/u.test(letter) ? text : '')).join(' ');
  return [
    `"${keysOf(on.words.slice(item.old.start, item.old.end))}" * ${factorOf(said, item.stance !== 'less')}`,
  ];
}

/** The words of the last edit, more or less of them. */
export function weighingAgain(letters: string, [word]: readonly string[]): string[] {
  return word === undefined ? [] : [`"${word}" * ${letters.includes('-') ? 0.5 : 2}`];
}

/** How much “a bit more” and the like weigh, either way. */
function factorOf(said: string, isMore: boolean): number {
  if (/\b(?:bit|little|tad|touch|slight|slightly|somewhat|some)\b/u.test(said))
    return isMore ? 1.5 : 0.7;
  if (/\b(?:much more|much less|way|lots?|far|loads|tons)\b/u.test(said)) return isMore ? 3 : 0.2;
  return isMore ? 2 : 0.5;
}
