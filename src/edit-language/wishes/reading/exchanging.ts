import { nounPhraseAt, subjectOf } from '../../english/grammar.ts';
import { isColour, kindAtLarge, kindOf } from '../../english/lexicon.ts';
import type { Word } from '../../english/prompt-words.ts';
import { areLike, article, determinedBy, isShade, keysOf, swap } from '../wish-phrases.ts';
import { bringing, replacedPlace } from './bringing.ts';
import type { Clause, Named, On } from './clause.ts';
import { described, replaced } from './qualities.ts';
import { saidOf } from './said.ts';
import { weathered } from './weather.ts';

/** Something new in the place of what the sentence has. */
export function exchanging(on: On, source: Named, item: Named, clause: Clause): string[] {
  const { old } = source;
  if (!old) return [];
  if (/^(?:places|media|times)$/u.test(item.kind ?? '')) return bringing(on, item, clause);
  // “replace the field with a blue background”
  if (item.letter === 'H' && source.kind === 'places')
    return [replacedPlace(on, `on ${article(saidOf(on, item))}`)];
  const said = saidOf(on, item);
  // “the field into a stable”
  if (item.letter === 'N' && item.kind === undefined && source.kind === 'places')
    return [replacedPlace(on, `in ${determinedBy(said, item.determiner)}`)];
  const key = keysOf(on.words.slice(old.start, old.end));
  if (item.kind === 'weather' && kindOf(key) === 'weather') return [weathered(on, said)];
  if (!/[QO]/u.test(item.letter)) return [replaced(on, old, said)];
  const isShaded = said.every(isShade) && isColour(key);
  // “plain green” for the stripes of a striped green background
  const phrase = nounPhraseAt(on.words, old.start);
  const beside = on.words
    .slice(phrase?.core ?? old.end, phrase?.end ?? old.end)
    .map((word) => word.key);
  // “blue dots” for green stripes: each in the place of its like
  const isMixed = said.some(isColour) && said.some((word) => kindOf(word) === 'patterns');
  if (phrase && (source.words.length > 1 || isMixed) && said.length > 1 && !isShaded)
    return [described(on, { start: phrase.end - 1, end: phrase.end }, said)];
  const fresh = said.filter((word) => !beside.includes(word));
  const to = fresh.length > 0 ? fresh : said;
  return [swap(key, isShaded ? `${said.join(' ')} ${key}` : to.join(' '))];
}

/** What each new thing takes the place of, where that is said or both are alike. */
export function sourcesOf(clause: Clause, words: readonly Word[]): ReadonlyMap<number, Named> {
  const sources = new Map<number, Named>();
  const taken = new Set<number>();
  for (const item of clause.named) {
    const source = item.stance === 'want' ? sourceOf(item, clause, words, taken) : null;
    if (!source) continue;
    sources.set(item.at, source);
    taken.add(source.at);
  }
  return sources;
}

function sourceOf(
  item: Named,
  { named, letters }: Clause,
  words: readonly Word[],
  taken: ReadonlySet<number>,
): Named | null {
  const subject = subjectOf(words);
  const subjectKind = subject ? kindAtLarge(words[subject.end - 1]!.key) : undefined;
  const near = named
    .filter(
      ({ at, stance, old, letter }) =>
        !taken.has(at) &&
        /source|unwant|less/u.test(stance) &&
        old !== null &&
        /[TO]/u.test(letter),
    )
    .sort((a, b) => Math.abs(a.at - item.at) - Math.abs(b.at - item.at));
  for (const other of near) {
    const between = letters.slice(Math.min(item.at, other.at) + 1, Math.max(item.at, other.at));
    // “no flowers, allergies”: what nobody knows, behind a comma, is a reason.
    const isReason = item.kind === undefined && item.letter === 'N' && between === ',';
    const isRival = item.kind === subjectKind && kindAtLarge(other.key) !== subjectKind;
    const isFar = /,.*,|,z/u.test(between) && other.at > item.at;
    if (isAlike(item, other) && !isReason && !(isRival && isFar)) return other;
    // “replace the field of flowers with a plain background”
    if (other.stance === 'source' && other.kind === 'places' && item.letter === 'H') return other;
    const isSaid =
      other.stance === 'source' ||
      (other.stance === 'unwant' && /^[^,&]*[in][^,&]*$/u.test(between));
    // “change the flowers to snow”, of a field of them
    const isOf = words[(other.old?.start ?? 0) - 1]?.key === 'of' && /^[lwf]+$/u.test(between);
    if (isSaid && isOf && item.letter === 'N') return other;
    if (isSaid && item.letter !== 'H' && (item.kind === undefined || other.letter === item.letter))
      return other;
  }
  return null;
}

/** Whether one can stand where the other does. */
function isAlike(item: Named, other: Named): boolean {
  if (item.letter === 'W' || item.letter === 'H') return false;
  const isQuality = ({ letter }: Named) => letter === 'Q' || letter === 'O';
  if (isQuality(item) !== isQuality(other)) return false;
  if (isQuality(item)) return item.words.some((word) => areLike(word, other.key));
  return slotOf(item.words.at(-1) ?? '') === slotOf(other.key);
}

/** Where in a picture a thing stands: living and other things take each other's place. */
function slotOf(noun: string): string {
  const kind = kindAtLarge(noun) ?? 'things';
  return /^(?:worn|weather|places|times|media)$/u.test(kind) ? kind : 'things';
}
