import { WordbrushError } from '../../pipeline/errors.ts';
import { MAX_EDIT_LENGTH, parseEdit } from '../edit-language.ts';
import { looksLikeEdit } from '../edit-talk.ts';
import { Vocabulary } from '../english/known-words.ts';
import { contentWords, wordsOf } from '../english/prompt-words.ts';
import { exampleEdits } from '../suggestions.ts';
import { heardIn, LIKELY } from './heard.ts';
import type { Hearing, Understanding } from './hearing.ts';
import { severalIn } from './how-many.ts';
import { isEdit } from './is-edit.ts';
import { isAdjective, isGround } from './meant.ts';
import { inEnglish, isForeign } from './other-languages.ts';
import { plainWish } from './pieces/plain-wish.ts';
import { toldEdit, toldOn } from './told.ts';
import { unknownWords } from './unknown-words.ts';

const MAX_LENGTH = 300;
const MAX_WORDS = 50;
const MAX_OFFERS = 3;

export type { Hearing, Understanding } from './hearing.ts';

const ARROW = /[-–—=]+>|→|⇒/u;

/** What goes on behind the words that come: another wish, or who says more. */
const MORE_WISHES =
  / (?:and|but|then|also) (?:.* )?(?:should|must|be|make|add|remove|lose|change|put|give|turn|keep|take|get|swap)\b| would be |\. \p{L}/iu;

const SILENCE: Understanding = { kind: 'silence' };

/**
 * Understands what somebody typed about a picture, however they put it. Pure, and quick: what is too long
 * for a wish is not read.
 */
export function understand(typed: string, hearing: Hearing): Understanding {
  const text = typed.trim();
  const several = text.length <= MAX_LENGTH ? severalIn(text) : null;
  if (several && refusalOf(text, hearing.prompt) !== null) {
    const heard = understand(several.wish, hearing);
    const edit = heard.kind === 'edit' ? `${heard.edit} x${several.count}` : '';
    if (isEdit(edit, hearing.prompt)) return { kind: 'edit', edit };
  }
  const told = text.length <= MAX_EDIT_LENGTH ? toldOn(text, hearing) : null;
  if (told) {
    const { using: _, ...rest } = hearing;
    const heard = understand(told.sentence, { ...rest, isAddressed: true });
    // “something shiny” is a thing of its own, and no shiny cat.
    const isVague = /^(?:some|any)(?:thing|body|one)\b/iu.test(told.sentence);
    const understood = heard.kind === 'edit' && !isVague ? heard.edit : null;
    const edit = toldEdit(told, understood, hearing.prompt);
    if (edit !== null) return { kind: 'edit', edit };
  }
  const isShort = text.length <= MAX_LENGTH && lengthOf(text) <= MAX_WORDS;
  const understood =
    explicit(withoutThanks(text), hearing) ??
    withoutSlips(text, isShort ? inAnyLanguage(text, hearing) : null, hearing) ??
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

/** Of “dgo -> lion”, no offer that brings the dgo: what stands before the arrow should be there already. */
function withoutSlips(
  text: string,
  understood: Understanding | null,
  { prompt }: Hearing,
): Understanding | null {
  if (understood?.kind !== 'offer' || !looksLikeEdit(text)) return understood;
  const [left = ''] = text.split(ARROW);
  const there = new Set(wordsOf(prompt).map(({ key }) => key));
  const slips = wordsOf(left).filter(({ key }) => !there.has(key));
  const edits = understood.edits.filter(
    (edit) => !wordsOf(edit).some(({ key }) => slips.some((slip) => slip.key === key)),
  );
  return edits.length > 0 ? { ...understood, edits } : null;
}

/** “cat -> lion pls”: without quotation marks, thanks are none of the words that are meant. */
function withoutThanks(text: string): string {
  if (/["“”„«»`]/u.test(text)) return text;
  return text.replace(/(?<=\S)[\s,]+(?:please|pls|plz|thanks|thx|ty)[.!]*$/iu, '');
}

/** English first, but for what is surely none: its words would be taken for names of things. */
function inAnyLanguage(text: string, hearing: Hearing): Understanding | null {
  if (isForeign(text)) return foreign(text, hearing);
  return natural(text, hearing) ?? foreign(text, hearing);
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
  // “dog -> penguin and the hat should be a crown”
  const isWithWish = replacements.some(({ to }) => MORE_WISHES.test(to));
  // “… → gray, everything else the same”
  const isWithMore = replacements.some(({ to }) => to.includes(', '));
  if ((isColouring || isWithMore || isWithWish) && !/["“]/u.test(text)) return null;
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

/** So likely a wish, it is done and not only offered. */
const CERTAIN = 0.7;

function natural(
  text: string,
  { prompt, words, edited, isAddressed }: Hearing,
): Understanding | null {
  const vocabulary = new Vocabulary(words ?? null);
  const own = new Set(wordsOf(prompt).map(({ key }) => key));
  const plain = plainWish(text, (word) => own.has(word) || vocabulary.has(word));
  // Emoji alone are a feeling more often than a wish.
  // Emoji need no space between them.
  if (lengthOf(plain) > MAX_WORDS) return null;
  const isTold = /[\p{L}❌🚫⛔❎✅✔☑➕➖]/u.test(text) || plain.includes('→');
  if (!isTold && !isAddressed && !looksLikeEdit(text)) return null;
  const heard = heardIn(plain, text, prompt, { vocabulary, edited: edited ?? [] });
  const [edit] = heard.edits;
  if (edit === undefined || (heard.likelihood < LIKELY && !isAddressed)) return null;
  if (heard.isSure && heard.likelihood >= (isAddressed ? LIKELY : CERTAIN))
    return { kind: 'edit', edit };
  return {
    kind: 'offer',
    said: 'Did you mean one of these?',
    edits: heard.edits.slice(0, MAX_OFFERS),
  };
}

/** An edit with a slip in it is best answered by what the edit language says to it. */
function mistaken(text: string, { isAddressed }: Hearing): Understanding | null {
  if (!looksLikeEdit(text)) return null;
  const [left = '', right = ''] = text.split(ARROW);
  const [from, to] = [lengthOf(left), lengthOf(right)];
  const isShort = contentWords(left).length > 0 && from <= 2 && to <= 4;
  return isAddressed || isShort || /^\s*["“„«`+-]/u.test(text)
    ? { kind: 'edit', edit: text }
    : null;
}

function lengthOf(text: string): number {
  return text.trim().split(/\s+/u).length;
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
