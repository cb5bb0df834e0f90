import {
  isDeterminer,
  isPluralDeterminer,
  nounPhraseAt,
  subjectOf,
} from '../../english/grammar.ts';
import { isColour, kindAtLarge, kindNamed, kindOf, plainName } from '../../english/lexicon.ts';
import { openKindOf } from '../../english/open-words.ts';
import type { Word } from '../../english/prompt-words.ts';
import { findMeant, isAdjective, isGround } from '../meant.ts';
import { isShade, keysOf, likeness, positive } from '../wish-phrases.ts';
import { isContent, isQualifying } from './content.ts';
import { bare, type Item } from './item.ts';
import { postureOf } from './postures.ts';
import type { Token } from './tokens.ts';

const MANY =
  /^(?:(?:an? )?(?:herd|pack|group|bunch|couple|pair|flock|dozen|lot|family) of|lots of|several|many|two|three|four|five|six|seven|eight|nine|ten|\d+) ?/u;

/** A noun phrase or part of one: “the red hat”, “blue”, “three sleepy pandas”. */
export function namingAt(
  tokens: readonly Token[],
  start: number,
  words: readonly Word[],
  before: Item['letter'],
): { item: Item; length: number } | null {
  let at = start;
  const is = (i: number, test: (word: string) => boolean): boolean =>
    i < tokens.length && test(tokens[i]!.word);
  const posture = postureOf(tokens[start]!.word, before);
  if (posture !== null) {
    const isDown =
      tokens[start]!.mark === '' && is(start + 1, (word) => /^(?:down|up|around)$/u.test(word));
    const text = isDown ? `${posture} ${tokens[start + 1]!.word}` : posture;
    return { item: { ...bare('V', text), words: text.split(' ') }, length: isDown ? 2 : 1 };
  }
  while (
    at < start + 3 &&
    is(at, (word) => isDeterminer(word) && !(word === 'no' || word === 'all')) &&
    tokens[at]!.mark === ''
  ) {
    // “this”, alone, is what is meant.
    if (
      /^(?:this|that|these|those|both)$/u.test(tokens[at]!.word) &&
      !isContent(tokens, at + 1, words, 'x')
    )
      break;
    at++;
  }
  // “a galloping grey horse”, where the sentence says what it does
  const done = at > start && at + 1 < tokens.length ? postureOf(tokens[at]!.word, before) : null;
  if (
    done !== null &&
    kindAtLarge(done) === undefined &&
    isContent(tokens, at + 1, words, 'd') &&
    words.some(({ key }) => key !== done && postureOf(key, 'x') === key && key !== 'wearing')
  )
    return { item: { ...bare('V', done), words: [done] }, length: at + 1 - start };
  if (
    at < tokens.length - 2 &&
    /^(?:herd|pack|group|bunch|couple|pair|flock|dozen|family)$/u.test(tokens[at]!.word) &&
    tokens[at + 1]!.word === 'of'
  )
    at += 2;
  const number = tokens[at - 1]?.word ?? '';
  const isNumber = at > start && isPluralDeterminer(number);
  if (/^[24]$/u.test(tokens[start]!.word) && (/[TGOQ]/u.test(before) || at > start + 1))
    return null;
  const rest = is(at, (word) => word === 'of') ? 2 : 0;
  // “make it two”, “two of them”
  if (
    isNumber &&
    !/[0-9]/u.test(number) &&
    (rest > 0
      ? is(at + 1, (word) => /^(?:them|it|him|her|those|these)$/u.test(word))
      : /[Ia]/u.test(before) && !isContent(tokens, at, words, 'd'))
  ) {
    const subject = subjectOf(words);
    if (subject) {
      const key = words[subject.end - 1]!.key;
      const item: Item = {
        letter: 'W',
        text: key,
        words: [key],
        fresh: [],
        key,
        kind: kindAtLarge(key),
        old: { start: subject.end - 1, end: subject.end },
        determiner: number,
      };
      return { item, length: at + rest - start };
    }
  }
  const isCounted = at > start;
  const core = at;
  for (let link = isCounted ? 'd' : before; isContent(tokens, at, words, link); link = 'd') {
    const { word, mark } = tokens[at]!;
    at++;
    if (mark === ',') break;
    const isQuality = isQualifying(word);
    // “black and white”, “orange and white stripes”
    if (
      isQuality &&
      is(at, (and) => and === 'and') &&
      is(
        at + 1,
        (other) =>
          (isColour(word) && isColour(other)) || (isPatternName(word) && isPatternName(other)),
      )
    ) {
      at++;
      continue;
    }
    const after = tokens[at]?.word ?? '';
    const isSaid = words.some(({ key }) => key === word || plainName(key) === plainName(word));
    const isAfterSaid = words.some(({ key }) => plainName(key) === plainName(after));
    const isEnd = !isContent(tokens, at + 1, words, 'd') || tokens[at]?.mark === ',';
    // “everything green blue”, “the blue darker”, “green to blue stripes to dots”
    if (
      isQuality &&
      isSaid &&
      isQualifying(after) &&
      isEnd &&
      !isAfterSaid &&
      (likeness(word) === likeness(after) || (isColour(word) && isShade(positive(after))))
    )
      break;
    if (
      isQuality &&
      isAfterSaid &&
      isQualifying(after) &&
      isEnd &&
      /^(?:to|into|→)$/u.test(tokens[at + 1]?.word ?? '')
    )
      break;
    if (isQuality && after === word) {
      while (is(at, (next) => next === word)) at++;
      break;
    }
    if (isQuality) continue;
    // A second noun goes on with the first where that is no thing of the picture: “cowboy hat”.
    const isOwn = findMeant(words, word)?.how === 'said';
    const next = tokens[at]?.word ?? '';
    // “forest green”, “sky blue”: a shade.
    if (!isOwn && isColour(next) && tokens[at - 1]!.mark === '' && isShadeOf(word)) continue;
    if (isOwn || isGround(word) || isQualifying(next) || next === word) break;
    if (kindAtLarge(next) === undefined && !words.some(({ key }) => key === next)) break;
  }
  if (at === core) return null;
  // “a field of lavender”
  if (
    is(at, (word) => word === 'of') &&
    tokens[at - 1]!.mark === '' &&
    isContent(tokens, at + 1, words, 'd')
  ) {
    const more = namingAt(tokens, at + 1, words, 'p');
    if (more)
      return {
        item: itemOf(tokens.slice(start, at + 1 + more.length), core - start, words, before),
        length: at + 1 + more.length - start,
      };
  }
  // “red ones”
  const ones = tokens[at - 1]!.mark === '' && is(at, (word) => /^ones?$/u.test(word)) ? 1 : 0;
  const named = tokens.slice(core, at);
  const once = named.filter(({ word }, k) => k === 0 || word !== named[k - 1]!.word);
  const said = [...tokens.slice(start, core), ...once];
  const item = itemOf(said, core - start, words, before);
  return ones > 0 && item.letter === 'Q'
    ? { item: { ...item, text: `${item.text} ${tokens[at]!.word}` }, length: at + 1 - start }
    : { item, length: at - start };
}

function itemOf(
  tokens: readonly Token[],
  core: number,
  words: readonly Word[],
  before: string,
): Item {
  const typed = tokens.map(({ word }) => word);
  const determiner = typed.slice(0, core).join(' ');
  const named = typed.slice(core);
  const of = named.indexOf('of');
  const head = named[(of > 0 ? of : named.length) - 1]!;
  const text = named.join(' ');
  const isOwn = (word: string) => findMeant(words, word)?.how === 'said';
  const own = of > 0 ? findMeant(words, text) : (findMeant(words, text) ?? findMeant(words, head));
  const old = own?.how === 'said' ? own : null;
  // “navy” is another blue than the sentence's.
  const isOtherShade = (word: string) =>
    isColour(word) && !/^gr[ae]y$/u.test(word) && !words.some(({ key }) => key === word);
  const has = (word: string) =>
    !isOtherShade(word) &&
    words.some(({ key }) => key === word || plainName(key) === plainName(word));
  // “a red cat” is something new on a red background.
  const phrase = own && nounPhraseAt(words, own.start);
  const around = phrase ? words.slice(phrase.start, phrase.end) : words;
  const hasHere = (word: string) =>
    isQualifying(word) && isOwn(head) && word !== head
      ? !isOtherShade(word) &&
        around.some(({ key }) => key === word || plainName(key) === plainName(word))
      : has(word);
  const fresh = named.filter((word) => !hasHere(word) && !/^(?:and|of|the|an?)$/u.test(word));
  const kind = kindAtLarge(head);
  const key = old ? keysOf(words.slice(old.start, old.end)) : '';
  const count = MANY.exec(`${determiner} `)?.[0].trim() ?? '';
  const base = {
    text: typed.join(' '),
    words: named,
    fresh,
    kind,
    old,
    key,
    determiner: count === '' ? determiner : count,
  };
  if (isGround(head))
    return {
      ...base,
      letter: fresh.length > (isGround(head) && !has(head) ? 1 : 0) ? 'H' : 'G',
      fresh: fresh.filter((word) => word !== head),
    };
  // “sky blue”, “forest green”
  const isShaded =
    named.length === 2 &&
    isColour(head) &&
    !isOwn(named[0]!) &&
    kindAtLarge(named[0]!) !== undefined;
  if (isShaded && /^(?:an?)?$/u.test(determiner))
    return { ...base, letter: 'Q', old: null, key: '' };
  // “into a stable”: with an article, a word that says how things are may be a thing.
  const isThing =
    named.length === 1 && /^an?$/u.test(determiner) && !isAdjective(head) && head.length > 4;
  if (
    !(isThing && before === 'l' && kind === undefined && openKindOf(head) === 'adjectives') &&
    named.every((word) => isQualifying(word) || word === 'and')
  ) {
    const isSaid = named.every((word) => isOwn(word) && !isOtherShade(word));
    return {
      ...base,
      letter: isSaid ? 'O' : 'Q',
      old: isSaid ? old : null,
      key: isSaid ? key : '',
    };
  }
  const isCounted = count !== '' && !words.some(({ key }) => key === count);
  // “the field of flowers”, as the sentence has it
  if (old && of > 0 && fresh.length === 0) return { ...base, letter: 'T' };
  if (old && kindNamed(head) === undefined && of <= 0)
    return {
      ...base,
      letter: fresh.filter((word) => word !== head).length > 0 || isCounted ? 'W' : 'T',
    };
  if (old && of <= 0) return { ...base, letter: 'T', fresh: [] };
  // “make him chonky”: how he is, most likely.
  if (kind === undefined && named.length === 1 && determiner === '' && /[ITGb]/u.test(before))
    return { ...base, letter: 'Q', old: null, key: '' };
  return { ...base, letter: 'N', old: null, key: '' };
}

/** What colours are called after. */
function isShadeOf(word: string): boolean {
  return /^(?:forest|grass|leaf|moss|lime|apple|sea|sky|ocean|ice|rose|cherry|blood|brick|fire|lemon|sun|banana|sand|coffee|chocolate|snow|night|coal|steel)$/u.test(
    word,
  );
}

function isPatternName(word: string): boolean {
  return kindOf(word) === 'patterns';
}
