/** How things of the picture are: a quality in the place of one of its kind, or before the thing. */
import { nounPhraseAt } from '../../english/grammar.ts';
import { isColour, kindOf } from '../../english/lexicon.ts';
import type { Span, Word } from '../../english/prompt-words.ts';
import { groundOf, isAdjective } from '../meant.ts';
import { areLike, article, isShade, likeness, swap } from '../wish-phrases.ts';
import type { On } from './clause.ts';

/** The background with qualities, or a first background. */
export function grounded(on: On, qualities: readonly string[]): string {
  const ground = groundOf(on.words);
  return ground ? described(on, ground, qualities) : `+ "on ${article(qualities)} background"`;
}

/** A thing with qualities. */
export function described(on: On, thing: Span, qualities: readonly string[]): string {
  const phrase = nounPhraseAt(on.words, thing.start);
  const core = phrase ? on.words.slice(phrase.core, phrase.end) : [];
  const colour = core.find(({ key }) => isColour(key));
  if (colour && qualities.every(isShade))
    return swap(colour.key, `${qualities.join(' ')} ${colour.key}`);
  // “orange and white stripes”, where the background is striped
  const fresh = qualities.filter(
    (word) => kindOf(word) !== 'patterns' || !core.some(({ key }) => key === word),
  );
  const isOther = core.some(({ key }) =>
    fresh.some((word) => word !== key && likeness(word) === likeness(key)),
  );
  return describedBy(on, thing, isOther ? fresh : qualities);
}

function describedBy(on: On, thing: Span, qualities: readonly string[]): string {
  const phrase = nounPhraseAt(on.words, thing.start);
  const core = phrase ? on.words.slice(phrase.core, phrase.end) : [];
  if (qualities.includes('and')) {
    // “black and white” is one quality.
    const text = qualities.join(' ');
    const old = core.find(
      ({ key }) => isAdjective(key) && likeness(key) === likeness(text.split(' ')[0]!),
    );
    const { key } = on.words[thing.start]!;
    return old ? swap(old.key, text) : swap(key, `${text} ${key}`);
  }
  const same = qualities.map((quality) =>
    core.find(({ key }) => key !== quality && areLike(key, quality) && isAdjective(key)),
  );
  // “lime green”, of two colours, takes one place.
  const swaps = [...new Set(same)].flatMap((word) =>
    word ? [swapIn(on, core, word, qualities.filter((_, i) => same[i] === word).join(' '))] : [],
  );
  const more = qualities.filter((_, i) => !same[i]);
  const has = more.filter((quality) => core.some(({ key }) => key === quality));
  const fresh = more.filter((quality) => !has.includes(quality));
  // “a dark green” for the blue: one swap, not two of one place.
  const first = same.find((word) => word !== undefined);
  if (fresh.length > 0 && first) return swap(first.key, qualities.join(' '));
  if (fresh.length > 0 && has.length > 0) return swap(has[0]!, qualities.join(' '));
  const isOuter = fresh.some((quality) => !isColour(quality));
  const before = isOuter ? (core[0]?.key ?? '') : on.words[thing.start]!.key;
  return [
    ...swaps,
    ...(swaps.length > 0 || fresh.length > 0 ? [] : has).map((quality) => `"${quality}" * 1.5`),
    ...(fresh.length > 0 ? [swap(before, `${fresh.join(' ')} ${before}`)] : []),
  ].join('; ');
}

/** A word of a phrase for another; with what follows it where the sentence has the word before: “red bow … red background”. */
function swapIn(on: On, core: readonly Word[], old: Word, quality: string): string {
  const isFirst = on.words.find(({ key }) => key === old.key) === old;
  const rest = isFirst ? [] : core.slice(core.indexOf(old) + 1).map(({ key }) => key);
  return swap([old.key, ...rest].join(' '), [quality, ...rest].join(' '));
}

/** A swap of what is meant, qualities of one likeness with it: “a big tiger” for “a small tiger”. */
export function replaced(on: On, meant: Span, to: readonly string[]): string {
  const phrase = nounPhraseAt(on.words, meant.start);
  let { start } = meant;
  // “a big tiger” for “a small tiger”: not a big small one.
  if (phrase && phrase.end === meant.end)
    for (let i = phrase.core; i < meant.start; i++) {
      const { key } = on.words[i]!;
      if (
        isAdjective(key) &&
        to.some((word) => isAdjective(word) && likeness(word) === likeness(key))
      )
        start = Math.min(start, i);
    }
  const from = on.words.slice(start, meant.end).map(({ key }) => key);
  const said = [...to];
  while (from.length > 1 && said.length > 1 && from.at(-1) === said.at(-1)) {
    from.pop();
    said.pop();
  }
  return swap(from.join(' '), said.join(' '));
}
