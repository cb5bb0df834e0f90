import { WordbrushError } from '../../pipeline/errors.ts';
import type { ModelWords } from '../../pipeline/model/words.ts';
import { MAX_EDIT_LENGTH, parseEdit } from '../edit-language.ts';
import { looksLikeEdit } from '../edit-talk.ts';
import { indefiniteArticle, isBare } from '../english/grammar.ts';
import { Vocabulary } from '../english/known-words.ts';
import { kindOf } from '../english/lexicon.ts';
import { contentWords, wordsOf } from '../english/prompt-words.ts';
import { exampleEdits } from '../suggestions.ts';
import { findMeant, isAdjective, isGround } from './meant.ts';
import { inEnglish, isForeign } from './other-languages.ts';
import { commandsWithin, readingsOf, verbsOf, type Wish } from './phrasings.ts';
import { editsFor, type WishEdit } from './wish-edits.ts';
import { type WishPart, wishText } from './wish-text.ts';

export interface Hearing {
  /** The current sentence of the picture. */
  readonly prompt: string;
  /** What the model knows, where its folder says it. */
  readonly words?: ModelWords | null;
  /** The words that the last edit changed. */
  readonly edited?: readonly string[];
  /** Whether the bot was spoken to: then silence is no answer. */
  readonly isAddressed: boolean;
}

/** What typed words come to: an edit in the edit language, up to three guesses, or nothing. */
export type Understanding =
  | { readonly kind: 'edit'; readonly edit: string }
  | {
      readonly kind: 'offer';
      readonly said: string;
      readonly edits: readonly string[];
      /** A word that the model never learned; the last edit has it all the same. */
      readonly unknown?: string;
    }
  | { readonly kind: 'silence' };

const MAX_LENGTH = 300;
const MAX_WORDS = 50;
const MAX_OFFERS = 3;
const SILENCE: Understanding = { kind: 'silence' };

/**
 * Understands what somebody typed about a picture, however they put it. Pure, and quick: what is too long
 * for a wish is not read.
 */
export function understand(typed: string, hearing: Hearing): Understanding {
  const text = typed.trim();
  const isShort = text.length <= MAX_LENGTH && lengthOf(text) <= MAX_WORDS;
  const understood =
    explicit(text, hearing) ??
    (isShort ? (natural(text, hearing) ?? foreign(text, hearing)) : null) ??
    (text.length <= MAX_EDIT_LENGTH ? mistaken(text, hearing) : null);
  const isExact = looksLikeEdit(text) && /^\s*["“]/u.test(text);
  if (understood?.kind === 'edit' && understood.edit !== text && isExact) {
    // Who quotes words means those: a slip in them is said, and mended by a press.
    const said = refusalOf(text, hearing.prompt);
    if (said !== null) return { kind: 'offer', said, edits: [understood.edit] };
  }
  if (understood?.kind === 'edit') return unknownWords(understood, hearing) ?? understood;
  if (understood?.kind === 'offer' && looksLikeEdit(text))
    return { ...understood, said: refusalOf(text, hearing.prompt) ?? understood.said };
  if (understood) return understood;
  return hearing.isAddressed ? unclear(text, isShort, hearing) : SILENCE;
}

/** A wish of another language: what it may mean is only offered. */
function foreign(text: string, hearing: Hearing): Understanding | null {
  const english = inEnglish(text);
  const heard = english === null ? null : natural(english, hearing);
  if (!heard || heard.kind === 'silence') return null;
  const edits = heard.kind === 'edit' ? [heard.edit] : heard.edits;
  return { kind: 'offer', said: 'The model reads English. Is this what you mean?', edits };
}

/** The edit language itself. */
function explicit(text: string, { prompt, isAddressed }: Hearing): Understanding | null {
  if (text.length > MAX_EDIT_LENGTH || (!looksLikeEdit(text) && !isAddressed)) return null;
  if (refusalOf(text, prompt) !== null) return null;
  const { replacements } = parseEdit(text, prompt);
  // “background -> red” is no “on a blue red”.
  const isColouring = replacements.some(
    ({ from, to }) => isGround(from) && contentWords(to).every(isAdjective),
  );
  if (isColouring && !/["“]/u.test(text)) return null;
  // “A -> B is fine by me”
  const isAboutIt = replacements.every(({ from }) => contentWords(from).length > 0 || isAddressed);
  return isAboutIt ? { kind: 'edit', edit: text } : null;
}

/** What the edit language says to a text that is no edit of the prompt. */
function refusalOf(text: string, prompt: string): string | null {
  try {
    parseEdit(text, prompt);
    return null;
  } catch (error) {
    if (error instanceof WordbrushError) return error.message;
    throw error;
  }
}

function natural(text: string, hearing: Hearing): Understanding | null {
  const vocabulary = new Vocabulary(hearing.words ?? null);
  const own = new Set(wordsOf(hearing.prompt).map(({ key }) => key));
  // Emoji alone are a feeling more often than a wish.
  const { whole, parts } = wishText(text, (word) => own.has(word) || vocabulary.has(word));
  const isTold = /\p{L}/u.test(text) || whole.text.includes('→');
  if (!isTold && !hearing.isAddressed && !looksLikeEdit(text)) return null;
  const hear = (part: WishPart, prompt: string, before: readonly string[] = []): WishEdit | null =>
    heard(part, before, prompt, vocabulary, hearing.edited ?? []);

  const one = parts.length === 1 ? null : partwise(parts, hearing.prompt, hear);
  if (one?.isSure) return result(one);
  const all = hear(whole, hearing.prompt);
  const best = all && (all.isSure || !one) ? all : (one ?? all);
  return best && result(best);
}

/** An edit with a slip in it is best answered by what the edit language says to it. */
function mistaken(text: string, { isAddressed }: Hearing): Understanding | null {
  if (!looksLikeEdit(text)) return null;
  const [left = '', right = ''] = text.split(/[-–—=]+>|→|⇒/u);
  const [from, to] = [lengthOf(left), lengthOf(right)];
  const isShort = contentWords(left).length > 0 && from <= 2 && to <= 4;
  return isAddressed || isShort || /^\s*["“„«`+-]/u.test(text)
    ? { kind: 'edit', edit: text }
    : null;
}

/** An edit with another word in it, and the article that suits it. */
function withWord(edit: string, old: string, word: string): string {
  return edit
    .split(/("(?:[^"]*)")/u)
    .map((part) => (part.toLowerCase().includes(old) ? phraseWith(part, old, word) : part))
    .join('');
}

function phraseWith(phrase: string, old: string, word: string): string {
  const words = phrase.split(/(\s+|")/u);
  const at = words.findIndex((each) => each.toLowerCase() === old);
  if (at < 0) return phrase;
  const isDetermined = /^an?$/iu.test(words[at - 2] ?? '');
  const first = isDetermined ? at - 2 : at;
  const needs = isDetermined || isBare(old);
  const said = needs && !isBare(word) ? `${indefiniteArticle(word)} ${word}` : word;
  return [...words.slice(0, first), said, ...words.slice(at + 1)].join('');
}

function lengthOf(text: string): number {
  return text.trim().split(/\s+/u).length;
}

/** What the model never learned it draws as anything: it is said, with what it did learn. */
function unknownWords(
  { edit }: Extract<Understanding, { kind: 'edit' }>,
  { prompt, words }: Hearing,
): Understanding | null {
  const vocabulary = new Vocabulary(words ?? null);
  if (!vocabulary.isListed) return null;
  let target: string;
  try {
    target = parseEdit(edit, prompt).targetPrompt;
  } catch {
    return null; // it is answered by the edit language
  }
  const before = new Set(vocabulary.unknownIn(prompt));
  const [unknown] = vocabulary.unknownIn(target).filter((word) => !before.has(word));
  if (unknown === undefined) return null;
  const own = wordsOf(prompt).map(({ key }) => key);
  const near = vocabulary
    .near(unknown, own)
    .map((word) => withWord(edit, unknown, word))
    .filter((other) => other !== edit && isEdit(other, prompt));
  const offered = near.slice(0, MAX_OFFERS - 1);
  return {
    kind: 'offer',
    said: `This model never learned “${unknown}” and would draw something else.${offered.length > 0 ? ' It knows these:' : ''}`,
    edits: [...offered, edit],
    unknown,
  };
}

/** What should stay as it is stays anyway. */
const KEEPING =
  /^(?:keep|preserve|leave (?!out|off|away)|(?:but )?(?:do not|without) (?:chang(?:e|ing)|touch(?:ing)?|alter(?:ing)?)|everything else|the rest|nothing else)\b|^(?:no|nope|nah|sorry|same|(?:make|have|let|do|see|show|paint|draw)(?: it| him| her| this)?)$/u;

/** “nice, and now a hat” */
function isPraise(text: string): boolean {
  return contentWords(text).every((word) => kindOf(word) === 'looks');
}

/** Whether a sentence says so already: “the cat, without snow”. */
function says(prompt: string, text: string): boolean {
  const said = contentWords(prompt);
  const words = contentWords(text);
  return words.length > 0 && words.every((word) => said.includes(word));
}

/** Each part on what the one before made of the sentence. */
function partwise(
  parts: readonly WishPart[],
  prompt: string,
  hear: (part: WishPart, prompt: string, before?: readonly string[]) => WishEdit | null,
): WishEdit | null {
  const edits: string[] = [];
  let current = prompt;
  let isSure = true;
  let missed = 0;
  let verbs: readonly string[] = [];
  // Where one part is a wish, a bare phrase beside it is one too: “a lion, no snow”.
  const isWish = parts.some((part) => hear(part, prompt)?.isSure);
  for (const part of parts) {
    if (KEEPING.test(part.text)) continue;
    const found = hear(
      { ...part, isWished: part.isWished || (isWish && !isPraise(part.text)) },
      current,
      verbs,
    );
    const own = verbsOf(part.text);
    if (own.length > 0) verbs = own;
    const edit = found?.edits[0];
    if (!found || edit === undefined) {
      if (!says(current, part.text)) missed++;
      continue;
    }
    edits.push(edit);
    isSure &&= found.isSure;
    current = parseEdit(edit, current).targetPrompt;
  }
  if (edits.length === 0 || (missed > 0 && !isSure)) return null;
  const moved = swapped(edits, prompt);
  if (moved !== null) return { edits: [moved], isSure };
  const isContrary = edits.length > 1 && undoes(edits, prompt, current);
  if (isContrary) return { edits, isSure: false };
  return { edits: [edits.join('; ')], isSure: isSure && missed < parts.length / 2 };
}

/** “get rid of the cat and put in a wolf”: the subject is swapped, not taken out of its sentence. */
function swapped(edits: readonly string[], prompt: string): string | null {
  const [, removed] = /^- "([^"]+)"$/u.exec(edits[0] ?? '') ?? [];
  const [, added] = /^\+ "([^"]+)"$/u.exec(edits[1] ?? '') ?? [];
  const subject = findMeant(wordsOf(prompt), 'it');
  const head = subject && wordsOf(prompt)[subject.end - 1]?.key;
  const isSubject = removed !== undefined && head !== null && removed === head;
  if (!isSubject || added === undefined || added.startsWith('wearing ')) return null;
  return [`"${removed}" -> "${added}"`, ...edits.slice(2)].join('; ');
}

/** Whether wishes take each other back: a hat on and off, a lion and then a dog. */
function undoes(edits: readonly string[], prompt: string, target: string): boolean {
  const all = parseEdit(edits.join('; '), prompt);
  if (target === prompt && all.weights.length === 0) return true;
  const { replacements } = all;
  const isOvertaken = replacements.some(({ to }, i) =>
    replacements.slice(i + 1).some(({ from }) => contentWords(to).includes(from)),
  );
  const weighed = edits.flatMap((edit) => parseEditOrNothing(edit, prompt));
  return isOvertaken || new Set(weighed).size < weighed.length;
}

function parseEditOrNothing(edit: string, prompt: string): string[] {
  try {
    return parseEdit(edit, prompt).weights.map(({ words }) => words);
  } catch {
    return [];
  }
}

function heard(
  part: WishPart,
  before: readonly string[],
  prompt: string,
  vocabulary: Vocabulary,
  edited: readonly string[],
): WishEdit | null {
  if (part.isTalk || part.text === '') return null;
  const words = wordsOf(prompt);
  const own = readingsOf(part.text);
  const readings: Wish[] = [
    ...own,
    ...before.flatMap((verb) => readingsOf(`${verb} ${part.text}`)),
  ];
  const context = { vocabulary, edited, isWished: part.isWished };
  let guess: WishEdit | null = null;
  for (const wish of readings) {
    const found = editsFor(wish, words, context);
    const works = found?.edits.filter((edit) => isEdit(edit, prompt)) ?? [];
    if (!found || works.length === 0) continue;
    if (found.isSure) return { edits: works, isSure: true };
    guess ??= { edits: works, isSure: false };
  }
  return guess ?? within(part, prompt, vocabulary, edited);
}

/** A roundabout beginning and then a command: only offered. */
function within(
  part: WishPart,
  prompt: string,
  vocabulary: Vocabulary,
  edited: readonly string[],
): WishEdit | null {
  for (const text of commandsWithin(part.text, part.isWished)) {
    const found = heard({ ...part, text }, [], prompt, vocabulary, edited);
    if (found) return { ...found, isSure: false };
  }
  return null;
}

function isEdit(edit: string, prompt: string): boolean {
  try {
    const { targetPrompt, weights } = parseEdit(edit, prompt);
    return weights.length > 0 || targetPrompt !== prompt;
  } catch {
    return false;
  }
}

function result({ edits, isSure }: WishEdit): Understanding {
  const [edit] = edits;
  if (edit === undefined) return SILENCE;
  if (isSure) return { kind: 'edit', edit };
  return { kind: 'offer', said: 'Did you mean one of these?', edits: edits.slice(0, MAX_OFFERS) };
}

/** Spoken to, but not understood. */
function unclear(text: string, isShort: boolean, { prompt }: Hearing): Understanding {
  const edits = exampleEdits(prompt).slice(0, MAX_OFFERS);
  if (isShort && isForeign(text))
    return { kind: 'offer', said: 'The model reads English: say it like one of these.', edits };
  const said = isShort
    ? `I did not get that. This is “${prompt}”: say what should change, like one of these.`
    : 'That is a lot of words. Say what should change in a few, like one of these.';
  return { kind: 'offer', said, edits };
}
