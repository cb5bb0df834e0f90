import { nounPhraseAt, subjectOf } from '../../english/grammar.ts';
import { isColour, kindAtLarge, kindOf } from '../../english/lexicon.ts';
import { groundOf, memberOf, weatherNoun } from '../meant.ts';
import { isQualifying } from '../pieces/content.ts';
import { isShade, likeness, swap } from '../wish-phrases.ts';
import { type Clause, lettersAfter, lettersBefore, type Named, type On } from './clause.ts';
import { described, grounded } from './qualities.ts';
import { groupOf, isCounting, saidOf } from './said.ts';
import { weathered } from './weather.ts';

/** Edits for a quality, the likeliest first. */
export function describing(on: On, item: Named, clause: Clause): string[] {
  const subject = subjectOf(on.words);
  const qualities = saidOf(on, item);
  if (!subject || qualities.length === 0) return [];
  const owner = ownerOf(on, item, clause);
  const typed = item.words.at(-1) ?? '';
  const weather = weatherNoun(typed);
  if (kindOf(weather) === 'weather' && weather !== typed && owner?.letter !== 'T')
    return [weathered(on, [weather])];
  if (qualities.every((word) => kindOf(word) === 'amounts') && owner?.letter !== 'G') {
    const own = memberOf(on.words, 'weather');
    if (own) return [described(on, own, qualities)];
  }
  // “the blue should be darker”
  const shaded = clause.named.find(
    ({ at, letter }) => letter === 'O' && (at === item.at - 2 || at === item.at + 1),
  );
  if (shaded?.old && isColour(shaded.key) && qualities.every(isShade))
    return [swap(shaded.key, `${qualities.join(' ')} ${shaded.key}`)];
  const isOnIt = /^(?:on|against|in front of|onto)$/u.test(clause.items[item.at - 1]?.text ?? '');
  const isColouring = qualities.some((word) => isColour(word) || kindOf(word) === 'patterns');
  const both = owner && fellowOf(owner, clause);
  if (owner && both?.old) {
    const first = described(on, both.old, qualities);
    return [`${first}; ${ownEdit(on, owner, qualities)}`];
  }
  if (owner?.letter === 'G' || (isColouring && isOnIt)) return [grounded(on, qualities)];
  const striped = stripedAt(on, item);
  if (striped !== null) {
    const phrase = nounPhraseAt(on.words, striped);
    if (phrase) return [described(on, { start: phrase.end - 1, end: phrase.end }, qualities)];
  }
  if (owner?.old && owner.letter !== 'O') return [described(on, owner.old, qualities)];
  const mine = described(on, { start: subject.end - 1, end: subject.end }, qualities);
  if (!isColouring || !groundOf(on.words)) return [mine];
  const behind = grounded(on, qualities);
  const isIt = /I[bl]*[pw]*$/u.test(lettersBefore(clause, item)) && qualities.some(isColour);
  return isIt ? [mine, behind] : [behind, mine];
}

/** “both the cat and the background”: who shares the quality. */
function fellowOf({ at }: Named, { named, letters }: Clause): Named | null {
  const isShared = /(?:^|[mt,])[TG]&$/u.test(letters.slice(0, at));
  return isShared ? (named.find((other) => other.at === at - 2) ?? null) : null;
}

function ownEdit(on: On, owner: Named, qualities: readonly string[]): string {
  return owner.letter === 'G' || !owner.old
    ? grounded(on, qualities)
    : described(on, owner.old, qualities);
}

/** “purple stripes”, where the sentence says “striped”: where it does. */
function stripedAt(on: On, item: Named): number | null {
  const isOwn = (word: string) => kindOf(word) === 'patterns' && !item.fresh.includes(word);
  const patterns = item.letter === 'Q' ? item.words.filter(isOwn) : [];
  const at = on.words.findIndex(
    ({ key }) => kindOf(key) === 'patterns' && patterns.some((word) => word !== key),
  );
  return at < 0 ? null : at;
}

/** What a quality is said of: what stands before it in its clause, else behind a preposition, else before. */
function ownerOf(on: On, item: Named, clause: Clause): Named | null {
  const { named, letters } = clause;
  // “tulips, red ones”: what was just named
  if (/ ones?$/u.test(item.text)) {
    const kin = named.findLast(
      ({ at, letter, stance }) => at < item.at && /[NTW]/u.test(letter) && stance === 'want',
    );
    const noun = kin?.words.at(-1);
    const start = on.words.findIndex(({ key }) => key === noun);
    if (kin && start >= 0) return { ...kin, old: { start, end: start + 1 } };
  }
  const start = letters.lastIndexOf(',', item.at) + 1;
  const pronoun = letters.lastIndexOf('I', item.at);
  const isOwner = ({ letter, stance }: Named) =>
    /[TGWH]/u.test(letter) && !/unwant|keep/u.test(stance);
  const before = named.findLast(
    (other) => other.at < item.at && other.at >= start && isOwner(other),
  );
  if (before && before.at > pronoun) return before;
  // “the background, make it darker”
  if (pronoun >= start) return /^[TG],/u.test(letters) ? (named[0] ?? null) : null;
  const after = named.find((other) => other.at > item.at && isOwner(other));
  if (after && /^[fpb]*$/u.test(letters.slice(item.at + 1, after.at))) return after;
  // “could the flowers be red, or like pink”
  const alike = named.findLast(
    (other) =>
      other.at < item.at &&
      other.letter === 'Q' &&
      other.words.some((word) => item.words.some((own) => likeness(own) === likeness(word))),
  );
  return alike ? ownerOf(on, alike, clause) : null;
}

/** “a bigger hat”, “a cowboy hat”, “three cats”: a thing of the picture, described anew. */
export function anew(on: On, item: Named): string[] {
  if (!item.old) return [];
  const said = saidOf(on, item);
  const key = on.words[item.old.end - 1]!.key;
  const noun = said.at(-1)!;
  const group = groupOf(on, item.determiner);
  if (group !== null) {
    // “a herd of brown horses”
    const phrase = nounPhraseAt(on.words, item.old.start);
    const like = on.words.slice(phrase?.core ?? item.old.start, item.old.end - 1);
    const first = [...like.map((word) => word.key), key].join(' ');
    return [swap(first, [...said.slice(0, 2), ...like.map((word) => word.key), noun].join(' '))];
  }
  if (
    isCounting(item.determiner) ||
    !item.fresh.every(isQualifying) ||
    kindAtLarge(noun) === 'media'
  )
    return [swap(key, said.join(' '))];
  const phrase = nounPhraseAt(on.words, item.old.start);
  const own = phrase ? on.words.slice(phrase.core, phrase.end).map((word) => word.key) : [];
  const thing = { start: item.old.end - 1, end: item.old.end };
  const edit = described(
    on,
    thing,
    said.slice(0, -1).filter((word) => !own.includes(word)),
  );
  if (noun === key) return [edit];
  const isWithIt = edit.endsWith(` ${key}"`);
  return [
    isWithIt
      ? edit.replace(new RegExp(`${key}"$`, 'u'), `${noun}"`)
      : `${edit}; ${swap(key, noun)}`,
  ];
}

/** What somebody does in the picture, in the place of what is done there; `seat` is what it is done on. */
export function doing(on: On, item: Named, seat: string): string[] {
  const subject = subjectOf(on.words);
  const own = on.words.find(
    ({ key }, i) =>
      subject !== null &&
      i >= subject.end &&
      /ing$/u.test(key) &&
      !/^(?:wearing|holding|carrying|having)$/u.test(key),
  );
  const text = `${item.text}${seat}`;
  return [own ? swap(own.key, text) : `+ "${text}"`];
}

/** “even smaller”, of something small */
export function furthered(on: On, item: Named): string[] {
  const key = item.old ? on.words[item.old.start]!.key : '';
  const further = FURTHER[key];
  return further === undefined || item.words.length > 1
    ? []
    : [swap(key, further), `"${key}" * 1.5`];
}

const FURTHER: Readonly<Record<string, string>> = {
  small: 'tiny',
  little: 'tiny',
  big: 'huge',
  large: 'huge',
  light: 'very light',
  heavy: 'very heavy',
};

/** “make the hat blue”, on a blue background: a quality of the sentence, said of another thing there. */
export function sharing(on: On, item: Named, clause: Clause): string[] {
  const said = /m[^,&]*([TI])$|(T)b$/u.exec(lettersBefore(clause, item));
  if (item.letter !== 'O' || !item.old || !said) return [];
  const subject = subjectOf(on.words);
  const it = said[1] === 'I' && subject ? { start: subject.end - 1, end: subject.end } : null;
  const named = clause.named.findLast(({ at, letter }) => at < item.at && letter === 'T');
  const owner = it ?? named?.old;
  const phrase = owner && nounPhraseAt(on.words, owner.start);
  const isIts = phrase && item.old.start >= phrase.start && item.old.start < phrase.end;
  return owner && !isIts ? [described(on, owner, item.words)] : [];
}

/** “a foal next to it”: another one than the picture has. */
export function isBeside(item: Named, clause: Clause): boolean {
  return (
    /[TW]/u.test(item.letter) && item.old !== null && /^p?j[TI]/u.test(lettersAfter(clause, item))
  );
}
