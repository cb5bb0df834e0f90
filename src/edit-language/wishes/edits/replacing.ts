/** What takes another thing's place. */
import { isParticiple } from '../../../pipeline/text/text.ts';
import { nounPhraseAt } from '../../english/grammar.ts';
import { isColour, kindNamed, kindOf } from '../../english/lexicon.ts';
import { isAdjective, isGround, type Meant, memberOf, withoutDeterminers } from '../meant.ts';
import {
  hasArticle,
  isHalf,
  isShade,
  keysOf,
  likeness,
  parted,
  swap,
  WHO_HAS,
} from '../wish-phrases.ts';
import { addEdit } from './adding.ts';
import { groundEdit, qualityEdit, replaced } from './describing.ts';
import { meantIn, newWords, type WishEdit, type WishOn } from './new-words.ts';

export function swapEdit(on: WishOn, from: string, typed: string): WishEdit | null {
  // “the dog must have glasses | not a hat”
  const { who, what } = WHO_HAS.exec(typed)?.groups ?? {};
  const to = who !== undefined && what !== undefined && meantIn(on, who) ? what : typed;
  const meant = meantIn(on, from);
  // “a red hat instead of this one”
  const same = meant?.how === 'it' ? meantIn(on, to) : null;
  const described = newWords(on, to)?.words.slice(0, -1) ?? [];
  if (same?.how === 'said' && described.length > 0) return qualityEdit(on, same, described);
  if (meant) return intoEdit(on, meant, to);
  if (isGround(from)) return groundEdit(on, to);
  // Another animal than the one in the picture: only a guess.
  const subject = meantIn(on, 'it');
  const key = subject && on.words[subject.start]!.key;
  const named = withoutDeterminers(from).split(' ').at(-1) ?? '';
  if (subject && key && kindOf(named) !== undefined && kindOf(named) === kindOf(key)) {
    const edit = intoEdit(on, subject, to);
    return edit && { ...edit, isSure: false };
  }
  const fresh = newWords(on, from);
  // “dots > stripes”: what is liked better comes first.
  const better = fresh ? meantIn(on, to) : null;
  if (
    fresh &&
    better?.how === 'said' &&
    likeness(fresh.noun) === likeness(keysOf(on.words.slice(better.end - 1, better.end)))
  ) {
    const edit = intoEdit(on, better, from);
    return edit && { ...edit, isSure: false };
  }
  const weather = fresh && kindOf(fresh.noun) === 'weather' ? memberOf(on.words, 'weather') : null;
  return weather && intoEdit(on, { ...weather, how: 'kin' }, to);
}

/** “the background blue”, “it a lion”: the longest first part that the sentence has. */
export function makeEdit(on: WishOn, rest: string): WishEdit | null {
  const typed = rest.split(' ');
  for (let n = Math.min(typed.length - 1, 5); n > 0; n--) {
    const what = typed.slice(0, n).join(' ');
    const into = typed.slice(n).join(' ');
    if (isHalf(what)) continue;
    if (isGround(what)) return groundEdit(on, into);
    const isWeather = kindNamed(withoutDeterminers(what)) === 'weather';
    if (isWeather && !memberOf(on.words, 'weather')) return addEdit(on, into);
    const meant = meantIn(on, what);
    const edit = meant && intoEdit(on, meant, into);
    if (edit) return edit;
  }
  const kin = swapByKind(on, typed);
  if (kin) return kin;
  const fresh = newWords(on, rest);
  return fresh?.isKnown ? intoEdit(on, meantIn(on, 'it'), rest) : null;
}

/** “the dog a lion”, where the picture shows a cat. */
function swapByKind(on: WishOn, typed: readonly string[]): WishEdit | null {
  for (let n = 1; n < Math.min(typed.length, 4); n++) {
    const what = typed.slice(0, n).join(' ');
    if (isHalf(what) || kindOf(withoutDeterminers(what)) !== 'animals') continue;
    return swapEdit(on, what, typed.slice(n).join(' '));
  }
  return null;
}

/** What is meant becomes something else, or gets a quality. */
export function intoEdit(on: WishOn, meant: Meant | null, to: string): WishEdit | null {
  if (!meant) return null;
  if (meant.how === 'it' && /^(?:in|on|at|under|in front of) /u.test(to)) return addEdit(on, to);
  const { head, rest } = parted(to);
  if (rest !== '') {
    const first = intoEdit(on, meant, head);
    const second = first && addEdit(on, rest);
    if (first && second)
      return {
        edits: [`${first.edits[0]}; ${second.edits[0]}`],
        isSure: first.isSure && second.isSure,
      };
  }
  const fresh = newWords(on, rest === '' ? head : to);
  if (!fresh) return null;
  // “standing in snow”
  const isDoing = [fresh.words[0]!, fresh.noun].some(
    (word) => isParticiple(word) && kindOf(word) === undefined,
  );
  if (isDoing) return null;
  const key = on.words[meant.end - 1]!.key;
  if (isGround(key) && fresh.words.every(isAdjective)) return groundEdit(on, to);
  if (isColour(key) && isShade(fresh.noun) && fresh.words.length === 1)
    return { edits: [swap(key, `${fresh.noun} ${key}`)], isSure: true };
  const isQuality =
    !isAdjective(key) &&
    isAdjective(fresh.noun) &&
    fresh.words.every((word) => isAdjective(word) || word === 'and');
  if (isQuality && !hasArticle(to)) return qualityEdit(on, meant, fresh.words);
  const isWeather = kindOf(fresh.noun) === 'weather';
  if (isWeather && kindOf(key) !== 'weather' && !isGround(key)) return addEdit(on, to);
  if (isGround(fresh.noun)) return meant.how === 'kin' ? null : groundEdit(on, to);
  const isSure = fresh.isKnown || (meant.how === 'said' && !on.vocabulary.isListed);
  if (meant.how === 'it' && !fresh.isKnown) return null;
  if (fresh.words.join(' ') === key) return null;
  // “a white horse instead of brown”: not a white horse horse.
  const after = nounPhraseAt(on.words, meant.start)?.end ?? meant.end;
  const isSaid = after > meant.end && on.words[after - 1]?.key === fresh.noun;
  const into = isSaid && fresh.words.length > 1 ? fresh.words.slice(0, -1) : fresh.words;
  return { edits: [replaced(on, meant, into)], isSure };
}
