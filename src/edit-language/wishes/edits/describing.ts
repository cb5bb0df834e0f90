/** What is in the picture gets a quality, or another background. */
import { carrierStart, nounPhraseAt } from '../../english/grammar.ts';
import { isColour, kindOf } from '../../english/lexicon.ts';
import type { Span } from '../../english/prompt-words.ts';
import { groundOf, isAdjective, isGround, type Meant } from '../meant.ts';
import { article, keysOf, likeness, parted, swap } from '../wish-phrases.ts';
import { newWords, type WishEdit, type WishOn } from './new-words.ts';

/** A quality of a thing: in the place of one of its kind, or before it. */
export function qualityEdit(
  on: WishOn,
  meant: Meant,
  qualities: readonly string[],
): WishEdit | null {
  const [quality] = qualities;
  const key = on.words[meant.start]!.key;
  if (quality === undefined) return null;
  // “red stripes”: what is striped becomes red.
  const striped =
    kindOf(key) === 'patterns' && isColour(quality) ? nounPhraseAt(on.words, meant.start) : null;
  if (striped)
    return {
      edits: [describedBy(on, { start: striped.end - 1, end: striped.end }, qualities)],
      isSure: true,
    };
  if (kindOf(quality) === 'amounts' && kindOf(key) === 'weather')
    return { edits: [describedBy(on, meant, qualities)], isSure: true };
  const ground = groundOf(on.words);
  const isColouring = isColour(quality) || kindOf(quality) === 'patterns';
  if (meant.how === 'it' && isColouring && ground) {
    const own = describedBy(on, meant, qualities);
    const behind = describedBy(on, ground, qualities);
    return kindOf(quality) === 'patterns'
      ? { edits: [behind, own], isSure: true }
      : { edits: [own, behind], isSure: false };
  }
  return { edits: [describedBy(on, meant, qualities)], isSure: true };
}

export function describedBy(on: WishOn, thing: Span, qualities: readonly string[]): string {
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
    core.find(
      ({ key }) => key !== quality && likeness(key) === likeness(quality) && isAdjective(key),
    ),
  );
  const swaps = qualities.flatMap((quality, i) => (same[i] ? [swap(same[i].key, quality)] : []));
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
    ...has.map((quality) => `"${quality}" * 1.5`),
    ...(fresh.length > 0 ? [swap(before, `${fresh.join(' ')} ${before}`)] : []),
  ].join('; ');
}

/** Another background: another colour or pattern of it, or another place. */
export function groundEdit(on: WishOn, to: string): WishEdit | null {
  const { head, rest } = parted(to);
  const fresh = newWords(on, head);
  if (!fresh || rest !== '') return null;
  const ground = groundOf(on.words);
  const isNamed = isGround(fresh.noun);
  const qualities = isNamed ? fresh.words.slice(0, -1) : fresh.words;
  const isQuality = qualities.every(isAdjective);
  if (qualities.length === 0 || (!fresh.isKnown && !isNamed)) return null;
  if (isQuality) {
    const edit = ground
      ? describedBy(on, ground, qualities)
      : `+ "on ${article(qualities)} background"`;
    return { edits: [edit], isSure: true };
  }
  const noun = fresh.words.join(' ');
  if (!ground) return { edits: [`+ "${noun}"`], isSure: false };
  const phrase = nounPhraseAt(on.words, ground.start);
  const start = carrierStart(on.words, phrase?.start ?? ground.start);
  const old = keysOf(on.words.slice(start, phrase?.end ?? ground.end));
  const place = kindOf(fresh.noun) === 'places' || kindOf(fresh.noun) === 'weather';
  return { edits: [`- "${old}"; + "${noun}"`], isSure: place };
}

/** A swap of what is meant, qualities of one likeness with it: “a big tiger” for “a small tiger”. */
export function replaced(on: WishOn, meant: Span, to: readonly string[]): string {
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
