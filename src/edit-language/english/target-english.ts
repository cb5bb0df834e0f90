import { saysSomething } from '../../pipeline/text/text.ts';
import { backgroundOf, saidOf } from './added-phrase.ts';
import {
  determinersFor,
  determinersOf,
  headOf,
  isBareAt,
  isCountable,
  leadingDeterminers,
  marked,
  spaced,
  startsNounPhrase,
  WORD,
} from './determiners.ts';
import {
  carrierStart,
  indefiniteArticle,
  isArticle,
  isBare,
  isDeterminer,
  isJoining,
  isPreposition,
  isVerbAt,
  modifiersEnd,
  nounPhraseAt,
  openingLength,
  subjectOf,
} from './grammar.ts';
import { promptOf, type Span, type Word, wordsOf } from './prompt-words.ts';

/**
 * The target prompt in English: what is taken from a sentence or put into it leaves a sentence.
 * Articles agree, a verb or preposition goes with what it carried, what is added stands where one
 * would say it.
 */

/** The prompt with a phrase in the place of another. */
export function replaceSpan(prompt: string, span: Span, replacement: string): string {
  const words = wordsOf(prompt);
  const fresh = wordsOf(replacement);
  const [first, last] = [words[span.start], words[span.end - 1]];
  if (!first || !last) return prompt;
  if (fresh.length === 0) return removeSpan(prompt, span);

  const before = nounPhraseAt(words, span.start);
  const outer = before && before.start < span.start ? before : null;
  const adjectives = outer ? words.slice(outer.core, span.start) : [];
  const isWhole = nounPhraseAt(words, span.end - 1)?.end === span.end;
  const given = leadingDeterminers(fresh);
  const said = marked(fresh, given, first, last);
  const start = outer ? outer.start : span.start;
  let phrase: readonly Word[];
  if (given > 0 && outer) {
    // “a dog”, dog → the cat: “the cat”; “an orange background”, orange → a green: “a green background”.
    const opening = { ...said[0]!, lead: words[start]!.lead };
    const [noun, ...more] = said.slice(given);
    const rest = noun ? [...adjectives, { ...noun, spaced: said[0]!.spaced }, ...more] : adjectives;
    phrase = openedBy([opening, ...said.slice(1, given)], rest, words[start]!);
  } else if (given > 0 || !before || !startsNounPhrase(fresh)) {
    phrase = [...words.slice(start, span.start), ...said];
  } else {
    const own = outer ? words.slice(outer.start, outer.core) : determinersOf(words, span);
    const kept = isWhole ? determinersFor(own, fresh, words, span) : own;
    // “wearing glasses”, glasses → hat: “wearing a hat”; “a photo of 🐱”, 🐱 → dog: “a photo of a dog”.
    const noun = headOf(fresh);
    const wasBare = isBare(last.key) || (EMOJI.test(last.key) && !EMOJI.test(noun));
    const isCounted = own.length === 0 && isWhole && wasBare && !isBare(noun);
    const article = isCounted && isCountable(noun) ? [{ ...WORD, text: 'a', key: 'a' }] : kept;
    const isOpened = article.length > 0 && (outer === null || own.length === 0);
    const rest = [...adjectives, ...said];
    phrase = isOpened ? openedBy(article, rest, words[start]!) : [...article, ...rest];
  }
  return finish([...words.slice(0, start), ...phrase, ...words.slice(span.end)], words, [
    ...[start - 1, start, start + phrase.length - 1],
  ]);
}

/** A phrase behind a determiner that stands as far from what is before it as `old` did. */
function openedBy(determiners: readonly Word[], phrase: readonly Word[], old: Word): Word[] {
  const [first, ...rest] = [...determiners, spaced(phrase[0]!), ...phrase.slice(1)];
  return [{ ...first!, spaced: old.spaced }, ...rest];
}

/** The prompt without a phrase, and without what only led up to it. */
export function removeSpan(prompt: string, given: Span): string {
  const words = wordsOf(prompt);
  const span = { ...given };
  // “wearing” goes with what it carries.
  if (isVerbAt(words, span.end - 1) || isPreposition(words[span.end - 1]?.key ?? ''))
    span.end = nounPhraseAt(words, span.end)?.end ?? span.end;
  const lastPhrase = nounPhraseAt(words, span.end - 1);
  const isAdjective = lastPhrase !== null && lastPhrase.end > span.end;
  if (isAdjective && isJoining(words[span.start - 1]?.key ?? '')) span.start--; // “black and white”
  if (isAdjective || isDeterminer(words[span.end - 1]?.key ?? '')) return cut(words, span);

  const firstPhrase = nounPhraseAt(words, span.start);
  if (firstPhrase) span.start = Math.min(span.start, firstPhrase.start);
  if (words[span.end]?.key === 'of') span.end = nounPhraseAt(words, span.end + 1)?.end ?? span.end;
  const isSubject = firstPhrase !== null && span.start === openingLength(words);

  // One of several: “a hat and glasses”, “a cat and a dog”.
  const next = words[span.end]?.key ?? '';
  const isListed = words[span.start - 1]?.trail.includes(',') ?? false;
  if (isJoining(next) && nounPhraseAt(words, span.end + 1)) {
    if (isListed) return cut(withoutComma(words, span.start - 1), span);
    const after = nounPhraseAt(words, span.end + 1);
    const article = firstPhrase && words[firstPhrase.start];
    const keepsArticle =
      article && isArticle(article.key) && after?.start === after?.core && !isBareAt(words, after);
    return cut(words, { start: span.start + (keepsArticle ? 1 : 0), end: span.end + 1 });
  }
  if (isJoining(words[span.start - 1]?.key ?? '') && firstPhrase)
    return cut(words, { start: span.start - 1, end: span.end });

  if (isSubject) {
    span.end = modifiersEnd(words, span.end);
    if (isPreposition(words[span.end]?.key ?? '') && nounPhraseAt(words, span.end + 1)) span.end++;
    else if (words[span.end]?.key === 'in' && words[span.end + 1]?.key === 'front') span.end += 3;
    return cut(words, span);
  }
  span.start = carrierStart(words, span.start);
  if (words[span.end]?.key === 'on' && !nounPhraseAt(words, span.end + 1)) span.end++; // “with a hat on”
  if (isJoining(words[span.end]?.key ?? '')) span.end++;
  else if (isJoining(words[span.start - 1]?.key ?? '')) span.start--;
  return cut(words, span);
}

/** The prompt with a phrase where one would say it. */
export function addPhrase(prompt: string, phrase: string): string {
  const words = wordsOf(prompt);
  const fresh = wordsOf(phrase);
  if (fresh.length === 0) return promptOf(words);
  if (words.length === 0) return promptOf(fresh);
  const subject = subjectOf(words);
  const { place, phrase: said } = saidOf(fresh, words);
  if (place === 'background' || place === 'subject') {
    const noun = place === 'subject' ? subject : backgroundOf(words);
    if (noun) return insert(words, noun.core, said);
  }
  if (place === 'end' || !subject) return insert(words, words.length, said);
  const end = modifiersEnd(words, subject.end);
  // “a horse wearing a hat standing in a field”
  const verbs = words.flatMap((_, i) =>
    i >= subject.end && i < end && isVerbAt(words, i) ? [i] : [],
  );
  const own = verbs.find((i) => words[i]!.key === said[0]!.key);
  if (said[0]!.key === 'wearing' && verbs[0] === subject.end) {
    if (own === undefined) return insert(words, subject.end, said);
    // “a horse wearing glasses and a hat standing in a field”
    const next = verbs.find((i) => i > own);
    if (next !== undefined)
      return insert(words, next, [{ ...WORD, text: 'and', key: 'and' }, ...said.slice(1)]);
  }
  if (end > subject.end && isVerbAt(said, 0)) {
    // “wearing a hat” and “wearing glasses”: “wearing a hat and glasses”.
    const last = words.slice(subject.end, end).findLast((_, i) => isVerbAt(words, subject.end + i));
    const rest = last?.key === said[0]!.key ? said.slice(1) : said;
    return insert(words, end, [{ ...WORD, text: 'and', key: 'and' }, ...rest]);
  }
  return insert(words, end, said);
}

function insert(words: readonly Word[], at: number, phrase: readonly Word[]): string {
  const before = words[at - 1];
  const fresh = phrase.map(spaced);
  // What closes the sentence, or the part of it, closes the longer one.
  const closing = at > 0 && before && !isInside(words, at) ? before.trail : '';
  const own = closedWithin(words, at);
  const moved = closing.slice(own.length);
  const end = fresh.at(-1)!;
  return finish(
    [
      ...words.slice(0, at - (moved === '' ? 0 : 1)),
      ...(moved === '' ? [] : [{ ...before!, trail: own }]),
      ...fresh.slice(0, -1),
      { ...end, trail: end.trail === '' ? moved : end.trail },
      ...words.slice(at).map((word, i) => (at === 0 && i === 0 ? spaced(word) : word)),
    ],
    words,
    [at - 1, at + fresh.length - 1],
  );
}

/** The closing marks before a place that go with a few words before it, as those of “a 'tiger'” do. */
function closedWithin(words: readonly Word[], at: number): string {
  const trail = words[at - 1]?.trail ?? '';
  /** Of what is open, the words that opened it. */
  const open: number[] = [];
  for (const [i, word] of words.slice(0, at).entries()) {
    open.push(...Array.from(word.lead, () => i));
    if (i < at - 1) open.splice(open.length - (word.trail.match(CLOSER)?.length ?? 0));
  }
  const within = [...trail.matchAll(CLOSER)].filter(() => (open.pop() ?? 0) > 0).at(-1);
  return within ? trail.slice(0, within.index + within[0].length) : '';
}

const EMOJI = /\p{Extended_Pictographic}/u;
const CLOSER = /["'”’»›)\]}」』]/gu;

/** Whether a place is inside a noun phrase: nothing closes there. */
function isInside(words: readonly Word[], at: number): boolean {
  const phrase = nounPhraseAt(words, at);
  return phrase !== null && phrase.start < at && at < phrase.end;
}

function cut(words: readonly Word[], { start, end }: Span): string {
  const gone = words.slice(start, end);
  const opened = gone.map(({ lead }) => lead).join('');
  const closing = gone.at(-1)?.trail ?? '';
  const kept = opened === '' ? closing : closing.replace(/[^,.;:!?]/gu, '');
  const before = words[start - 1];
  const isEnd = end >= words.length;
  const next = words[end];
  const isOpen = opened !== '' && closing === '' && next !== undefined; // a “red cat” without red
  const after = isOpen
    ? [{ ...next, lead: opened + next.lead }, ...words.slice(end + 1)]
    : words.slice(end);
  const rest = [...words.slice(0, start), ...after];
  if (before) {
    const own = isEnd ? before.trail.replace(/[,;:]$/u, '') : before.trail;
    const mark = isEnd ? kept : kept.replace(/^[.!?]$/u, '');
    rest[start - 1] = { ...before, trail: own === '' ? mark : own };
  }
  return finish(rest, words, [start - 1]);
}

function withoutComma(words: readonly Word[], i: number): Word[] {
  return words.map((word, k) => (k === i ? { ...word, trail: word.trail.replace(',', '') } : word));
}

/** The words as a prompt: articles at the seams agree, and the first letter is as large as it was. */
function finish(words: readonly Word[], before: readonly Word[], seams: readonly number[]): string {
  const agreed = words.map((word, i) => {
    const next = words[i + 1];
    const isSeam = seams.includes(i) || seams.includes(i - 1);
    if (!isSeam || !next || !/^an?$/u.test(word.key)) return word;
    if (!saysSomething(next.text) || isPreposition(next.key)) return word;
    const article = indefiniteArticle(next.key);
    return { ...word, text: /^A/u.test(word.text) ? article.replace('a', 'A') : article };
  });
  const [first] = agreed;
  const wasLarge = /^\p{Lu}/u.test(before[0]?.text ?? '') && first !== before[0];
  if (first && wasLarge)
    agreed[0] = {
      ...first,
      text: first.text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()),
    };
  return promptOf(agreed);
}
