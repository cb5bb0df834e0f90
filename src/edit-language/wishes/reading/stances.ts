import { kindAtLarge } from '../../english/lexicon.ts';
import { openKindOf } from '../../english/open-words.ts';
import { isAdjective } from '../meant.ts';
import { isQualifying } from '../pieces/content.ts';
import type { Item } from '../pieces/item.ts';
import { areLike, positive } from '../wish-phrases.ts';

/** What is wished of a thing that is named. `source` goes because something takes its place. */
export type Stance = 'want' | 'unwant' | 'source' | 'more' | 'less' | 'keep' | 'anchor';

const NAMES = /[TWGHOQVN]/u;

/** What goes, by the roles before and after it. */
const UNWANTED: readonly (readonly [before: RegExp, after: RegExp])[] = [
  [/z(?:I{1,2}|[TG](?=[hbl]))?[hble]*[wp]?$/u, /^(?!l?h+e)/u],
  [/$/u, /^[lb]z(?:$|[,&])/u],
  [/[in]e?[bhpw]*$/u, /^/u],
  [/z[TO](?:[,]?&[TO])*&$/u, /^/u],
  [/iT[hw]$/u, /^/u],
  [/k$/u, /^I?o/u],
  [/(?<!a[^,&]*|[TO]p)$/u, /^(?:p[TG])?[bI]*o/u],
];
/** What something else takes the place of. */
const SOURCE: readonly (readonly [before: RegExp, after: RegExp])[] = [
  [/c$/u, /^o?I?[lwfi&]+[a-z]*[TNQWHOV]/u],
  [/c$/u, /^[N]/u],
  [/u[NQ]f$/u, /^/u],
  [/[cu][TNQ]?[N]f$/u, /^/u],
  [/$/u, /^I?l[mb]?[NWHV]/u],
  [/$/u, /^I?b+[N]/u],
  [/$/u, /^b*c[wfl][NQH]/u],
  [/c[^,]*&$/u, /^[lwf]N/u],
];
const MORE: readonly (readonly [before: RegExp, after: RegExp])[] = [
  [/\+$/u, /^/u],
  [/$/u, /^,?[bm]*\+(?![TOQNGW])/u],
];
const LESS: readonly (readonly [before: RegExp, after: RegExp])[] = [
  [/(?:[-!]|-w)$/u, /^/u],
  [/$/u, /^,?[bm]*[-!](?![TOQNGW])/u],
];
const KEPT: readonly (readonly [before: RegExp, after: RegExp])[] = [
  [/(?:s|n[bmh]?z)$/u, /^/u],
  [/s[TGOW]&$/u, /^/u],
  [/$/u, /^y/u],
];

const FALLING = /^(?:falling|pouring|blowing|drifting|swirling)$/u;

/** Whether a word is none that says how things are: “chonky”, “altogether”. */
export function isUnheardOf(word: string): boolean {
  return !isQualifying(word) && kindAtLarge(word) === undefined;
}

/** Whether a word says how things are, and most likely none of how a picture should look: “lost”, “worth”. */
export function isOpinion(word: string): boolean {
  return (
    kindAtLarge(word) === undefined &&
    openKindOf(word) === 'adjectives' &&
    !isAdjective(positive(word))
  );
}

/** The stance of every item that names something; undefined for the others. */
export function stancesOf(items: readonly Item[]): readonly (Stance | undefined)[] {
  const letters = items.map(({ letter }) => letter).join('');
  const stances = items.map(({ letter }, i): Stance | undefined => {
    if (!NAMES.test(letter)) return undefined;
    const [before, after] = [letters.slice(0, i), letters.slice(i + 1)];
    const is = (table: readonly (readonly [RegExp, RegExp])[]) =>
      table.some(([left, right]) => left.test(before) && right.test(after));
    // “some snow falling”
    if (letter === 'V' && items[i - 1]?.kind === 'weather' && FALLING.test(items[i]!.text))
      return undefined;
    // “he looks silly with that hat, remove it”: why, and no wish.
    if (letter === 'Q' && items[i - 1]?.text === 'looks' && /^w[TW],.*zI/u.test(after))
      return undefined;
    // “rain would be moodier than snow”: why, and no wish.
    if (letter === 'Q' && /[NT]b$/u.test(before) && items[i + 1]?.text === 'than') return undefined;
    // “the stripes kept”, “they look great altogether”: nobody makes it so.
    if (letter === 'Q' && !/[mabhlI+][^,]*$/u.test(before) && items[i]!.words.every(isUnheardOf))
      return undefined;
    // “makes more sense”, “for the campaign”: no picture shows those, unless they are asked for as things.
    if (
      letter === 'N' &&
      openKindOf(items[i]!.words.at(-1) ?? '') === 'abstract' &&
      items[i]!.kind === undefined
    )
      if (!/^an?$/u.test(items[i]!.determiner) || !/[ahmwlz][IT]?$/u.test(before)) return undefined;
    if (is(KEPT)) return 'keep';
    // “no photo look, more of a painting”
    if (items[i]!.kind === 'media' && is(UNWANTED)) return undefined;
    // “the photo should become a painting”
    if (items[i]!.kind === 'media' && letter === 'N' && items[i]!.determiner === 'the')
      return undefined;
    // “no hat and some snow”
    if (letter === 'N' && /z[TO]&$/u.test(before) && items[i]!.determiner !== '') return 'want';
    if (is(UNWANTED)) return 'unwant';
    // “for the office”: what it is for is not in it.
    if (
      /[NQ]/u.test(letter) &&
      /f$/u.test(before) &&
      !/[cu]/u.test(before) &&
      items[i - 1]!.text === 'for' &&
      !/^an?$/u.test(items[i]!.determiner)
    )
      return undefined;
    if (is(MORE)) return /[QNHV]/u.test(letter) ? 'want' : 'more';
    if (is(LESS)) return letter === 'N' && items[i]!.kind === 'weather' ? 'want' : 'less';
    if (/[TOG]/u.test(letter) && is(SOURCE)) return 'source';
    // “can the red be blue”
    const quality =
      letter === 'O' && /^b*Q/u.test(after) ? items[i + after.indexOf('Q') + 1] : null;
    if (
      quality &&
      (/^Q/u.test(after) || quality.words.some((word) => areLike(word, items[i]!.key)))
    )
      return 'source';
    return /[TGO]/u.test(letter) ? 'anchor' : 'want';
  });
  // “sunglasses, not glasses”; “a foal next to it”: another name of a thing is another thing there.
  return stances.map((stance, i) => {
    const { letter, old } = items[i]!;
    if (letter !== 'T' || stance !== 'anchor' || !old) return stance;
    const isOther = items.some(
      (other, k) =>
        k !== i &&
        other.old?.start === old.start &&
        other.words.at(-1) !== items[i]!.words.at(-1) &&
        /unwant|source/u.test(stances[k] ?? ''),
    );
    // “a puppy, and no hat”
    const isAlone =
      /^an?$/u.test(items[i]!.determiner) &&
      /(?:^|[,&])$/u.test(letters.slice(0, i)) &&
      /^[,&]/u.test(letters.slice(i + 1));
    const isBesideIt = /^p?j[TI]/u.test(letters.slice(i + 1));
    // “i meant a pony with a crown”
    const isRenamed =
      /^an?$/u.test(items[i]!.determiner) &&
      items[i]!.kind === 'animals' &&
      items[i]!.words.at(-1) !== items[i]!.key;
    return isOther || isAlone || isBesideIt || isRenamed ? 'want' : stance;
  });
}
