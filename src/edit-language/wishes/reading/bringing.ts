import { carrierStart, nounPhraseAt, openingLength, subjectOf } from '../../english/grammar.ts';
import { isColour, kindAtLarge, kindOf } from '../../english/lexicon.ts';
import { groundOf, memberOf } from '../meant.ts';
import { article, determinedBy, keysOf, swap } from '../wish-phrases.ts';
import { type Clause, lettersAfter, lettersBefore, type Named, type On } from './clause.ts';
import { isBeside } from './describing.ts';
import { grounded, replaced } from './qualities.ts';
import { saidOf } from './said.ts';
import { weathered } from './weather.ts';
import { likeWorn } from './weighing.ts';

const ON_PLACES =
  /^(?:beach|sea|ocean|street|road|island|farm|mountains?|moon|mars|hill|stage|roof|rooftop|lawn|planet|cliff|bench|couch|sofa|bed|chair|table)$/u;

const NEVER_IN = /^(?:beach|moon|mars|island|hill|stage|roof|rooftop|lawn|planet|cliff)$/u;

/** Edits for a new thing, by the kind that it is; the likeliest first. */
export function bringing(on: On, item: Named, clause: Clause): string[] {
  const said = saidOf(on, item);
  const before = lettersBefore(clause, item);
  if (item.letter === 'H') {
    // “a forest background”
    const qualities = said.slice(0, -1);
    const isPlace = kindAtLarge(qualities.at(-1) ?? '') === 'places';
    if (isPlace) return [placed(on, qualities, item, clause)];
    // “a blue background”, of a field; “a mountain background”
    const isOther =
      (!groundOf(on.words) && isSomewhere(on)) ||
      (/^(?:things|plants|food)$/u.test(kindOf(qualities.at(-1) ?? '') ?? '') &&
        !isColour(qualities.at(-1) ?? ''));
    return [
      isOther ? replacedPlace(on, `on ${article(qualities)} background`) : grounded(on, qualities),
    ];
  }
  if (/p$/u.test(before) && ON_PLACES.test(said.at(-1)!)) return [placed(on, said, item, clause)];
  // “put it in a castle”: what it is put in is where it is.
  const isPutIn = /[am][IT]p$/u.test(before) && /^(?:in|inside)$/u.test(leadingTo(item, clause));
  if (isPutIn && (item.kind === 'things' || item.kind === undefined))
    return [placed(on, said, item, clause)];
  const kind =
    item.kind ?? (/h$/u.test(before) ? 'worn' : /p$/u.test(before) ? 'places' : undefined);
  if (kind === 'weather') {
    // “rain, lots of it”
    const behind = /^,?([-+])(?:$|[,&])/u.exec(lettersAfter(clause, item))?.[1];
    const isMuch = behind === '+' || /^(?:lots|loads|tons|plenty) of/u.test(item.determiner);
    const amount = isMuch ? ['heavy'] : behind === '-' ? ['light'] : [];
    const fallen = said.length > 1 ? said : [...amount, ...said];
    return [joined(on, fallen, item, clause) ?? weathered(on, fallen)];
  }
  if (kind === 'worn') return dressing(on, said, item, clause);
  if (kind === 'times') return [timed(on, said)];
  if (kind === 'media') return drawing(on, said);
  if (kind === 'places') return [placed(on, said, item, clause)];
  return showing(on, said, item, clause);
}

/** “snow and rain”: both, where one was brought just before the other. */
function joined(on: On, said: readonly string[], item: Named, clause: Clause): string | null {
  const first = clause.named.findLast(({ at }) => at < item.at);
  const isPair =
    first?.kind === 'weather' &&
    first.stance === 'want' &&
    clause.items[item.at - 1]?.text === 'and';
  if (!isPair || first.at !== item.at - 2) return null;
  const key = saidOf(on, first).at(-1)!;
  const noun = said.at(-1)!;
  const isThere = on.words.some((word) => word.key === key);
  return isThere && key !== noun ? swap(key, `${key} and ${said.join(' ')}`) : null;
}

/** Worn, in the place of what is worn there. */
function dressing(on: On, said: readonly string[], item: Named, { isInstead }: Clause): string[] {
  const noun = said.at(-1)!;
  const own = likeWorn(on, noun);
  if (own) return [replaced(on, own, said)];
  // “a crown instead”: of what else is worn.
  const other = isInstead ? memberOf(on.words, 'worn') : null;
  if (other) return [replaced(on, other, said)];
  const worn = determinedBy(said);
  return [`+ "wearing ${worn}"`, ...(item.kind === undefined ? [`+ "holding ${worn}"`] : [])];
}

function timed(on: On, said: readonly string[]): string {
  const own = on.words.find(({ key }) => kindOf(key) === 'times');
  if (own) return swap(own.key, said.join(' '));
  const text = said.join(' ').replace(/night-?time$/u, 'night');
  if (/^(?:winter|summer|autumn)$/u.test(text)) return `+ "in ${text}"`;
  return `+ "${/(?:morning|evening|day|daytime)$/u.test(text) ? `in the ${text}` : `at ${text}`}"`;
}

/** “a painting of …” */
function drawing(on: On, said: readonly string[]): string[] {
  const own = on.words
    .slice(0, openingLength(on.words))
    .findLast(({ key }) => kindOf(key) === 'media' || /^(?:picture|image)$/u.test(key));
  if (own) return [swap(own.key, said.join(' '))];
  const subject = subjectOf(on.words);
  const phrase = subject && keysOf(on.words.slice(subject.start, subject.end));
  return phrase ? [swap(phrase, `${determinedBy(said)} of ${phrase}`)] : [];
}

/** Another place: instead of the one that the sentence has, or of the background. */
function placed(on: On, said: readonly string[], item: Named, clause: Clause): string {
  const head = said[Math.max(said.indexOf('of'), said.length) - 1] ?? '';
  if (/^(?:underwater|outside|outdoors)$/u.test(head)) return `+ "${head}"`;
  const isNamed = /^(?:space|heaven|jail|school)$/u.test(head);
  const [, typed, the] = /^(in|on|at|under|by|near)( the)?$/u.exec(leadingTo(item, clause)) ?? [];
  const determiner = the === undefined ? item.determiner : 'the';
  const isMistyped = typed === 'in' && NEVER_IN.test(head);
  const preposition = (isMistyped ? 'on' : typed) ?? (ON_PLACES.test(head) ? 'on' : 'in');
  const where = `${preposition} ${isNamed ? said.join(' ') : determinedBy(said, determiner)}`;
  return replacedPlace(on, where);
}

/** What stands right before a thing. */
function leadingTo({ at }: Named, { items }: Clause): string {
  return items[at - 1]?.text ?? '';
}

/** Whether a sentence says a place. */
function isSomewhere({ words }: On): boolean {
  return words.some(({ key }) => kindAtLarge(key) === 'places');
}

/** `where` in the place of where the sentence has it, or of its background. */
export function replacedPlace(on: On, where: string): string {
  const own = on.words.findIndex(({ key }) => kindAtLarge(key) === 'places');
  const ground = own >= 0 ? { start: own, end: own + 1 } : groundOf(on.words);
  if (!ground) return `+ "${where}"`;
  const phrase = nounPhraseAt(on.words, ground.start) ?? { ...ground, core: ground.start };
  const carried = carrierStart(on.words, phrase.start);
  const isOf = on.words[phrase.end]?.key === 'of';
  const end = isOf ? (nounPhraseAt(on.words, phrase.end + 1)?.end ?? phrase.end) : phrase.end;
  const first = on.words
    .slice(carried, end)
    .findIndex(({ key }) => /^(?:on|in|at|against|under|near|inside|over|before)$/u.test(key));
  return swap(keysOf(on.words.slice(carried + Math.max(first, 0), end)), where);
}

/** A living or other thing: instead of one like it, of the subject, or beside it. */
function showing(on: On, said: readonly string[], item: Named, clause: Clause): string[] {
  const subject = subjectOf(on.words);
  if (!subject) return [];
  const [before, after] = [lettersBefore(clause, item), lettersAfter(clause, item)];
  const head = { start: subject.end - 1, end: subject.end };
  const { key } = on.words[head.start]!;
  const thing = determinedBy(said);
  // “the same but with a chicken”
  if (/s[^,]*w$/u.test(before) && kindAtLarge(key) === item.kind)
    return [replaced(on, head, said), `+ "with ${thing}"`];
  if (/j$/u.test(before) || isBeside(item, clause) || /^p?j[TI]/u.test(after))
    return [`+ "next to ${thing}"`, swap(key, `${key} and ${thing}`), `+ "with ${thing}"`];
  if (/^(?:hold|carr)/u.test(clause.items[item.at - 1]?.text ?? ''))
    return [`+ "holding ${thing}"`, `+ "with ${thing}"`];
  const into = replaced(on, head, said);
  const kin = on.words.findIndex(
    ({ key: other }, i) =>
      i >= subject.end && item.kind !== undefined && kindAtLarge(other) === item.kind,
  );
  if (clause.isInstead && kindAtLarge(key) === item.kind) return [into];
  const isAdded = /a[IT]?[^,&]*$/u.test(before) || /t$/u.test(before) || /^t/u.test(after);
  if (kin >= 0 && kindAtLarge(key) !== item.kind && !isAdded)
    return [replaced(on, { start: kin, end: kin + 1 }, said)];
  if (/w$/u.test(before) && !/[mac]/u.test(before)) return [`+ "with ${thing}"`, into];
  // “can we have a koala here”
  if (/^[lm]*h$/u.test(before) && item.kind !== undefined && kindAtLarge(key) === item.kind)
    return [into, `+ "with ${thing}"`];
  if (/h$/u.test(before) || /a[IT]$/u.test(before))
    return [`+ "with ${thing}"`, `+ "holding ${thing}"`];
  if (isAdded && /^pG/u.test(after)) return [`+ "with ${thing}"`];
  if (isAdded) return [`+ "${said.join(' ')}"`, ...(/^aI?$/u.test(before) ? [] : [into])];
  const isInto = kindAtLarge(key) === item.kind || /[ml]I?[lb]*$|I[bl]+$/u.test(before);
  return isInto ? [into] : [into, `+ "${said.join(' ')}"`];
}
