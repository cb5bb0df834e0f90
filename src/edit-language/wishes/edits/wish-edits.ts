import { isPluralDeterminer } from '../../english/grammar.ts';
import { isColour, kindOf } from '../../english/lexicon.ts';
import type { Word } from '../../english/prompt-words.ts';
import { isAdjective, isGround, type Meant } from '../meant.ts';
import type { Wish } from '../phrasings/phrasing.ts';
import { isThing, parted } from '../wish-phrases.ts';
import { addEdit, dressedEdit, giveEdit, putEdit, removeEdit, weighEdit } from './adding.ts';
import { groundEdit, qualityEdit, replaced } from './describing.ts';
import { meantIn, newWords, type WishContext, type WishEdit, type WishOn } from './new-words.ts';
import { intoEdit, makeEdit, swapEdit } from './replacing.ts';

/** The edits for one reading of a wish; null where it makes none on this sentence. */
export function editsFor(
  wish: Wish,
  words: readonly Word[],
  context: WishContext,
): WishEdit | null {
  return editsOf({ ...context, words }, wish);
}

function editsOf(on: WishOn, wish: Wish): WishEdit | null {
  switch (wish.do) {
    case 'swap':
      return swapEdit(on, wish.from, wish.to);
    case 'make':
      return makeEdit(on, wish.rest);
    case 'become':
      return intoEdit(on, meantIn(on, 'it'), wish.to);
    case 'add':
      return addEdit(on, wish.what);
    case 'give':
      return /^(?:me|us) /u.test(wish.rest)
        ? sayEdit(on, wish.rest.replace(/^(?:me|us) /u, ''))
        : giveEdit(on, wish.rest);
    case 'dressed':
      return dressedEdit(on, wish.what, wish.rest);
    case 'remove':
      return removeEdit(on, wish.what);
    case 'weigh':
      return weighEdit(on, wish.what, wish.factor);
    case 'put':
      return putEdit(on, wish.what, wish.preposition, wish.where);
    case 'say':
      return sayEdit(on, wish.phrase);
  }
}

/** A phrase without a verb. */
function sayEdit(on: WishOn, phrase: string): WishEdit | null {
  const { isWished } = on;
  const typed = phrase.split(' ');
  const last = typed.at(-1)!;
  if (isGround(last) && typed.length > 1 && parted(phrase).rest === '') {
    const edit = groundEdit(on, phrase);
    const isTold = typed
      .slice(0, -1)
      .every(
        (word) => isColour(word) || kindOf(word) === 'patterns' || /^(?:an?|the)$/u.test(word),
      );
    return edit && (isTold || isWished) ? edit : null;
  }
  // “background blue”
  if (isAdjective(last) && typed.length > 1) {
    const what = typed.slice(0, -1).join(' ');
    if (isGround(what)) return groundEdit(on, last);
    const thing = isWished ? meantIn(on, what) : null;
    if (thing) return intoEdit(on, thing, last);
  }
  const { head, rest } = parted(phrase);
  const fresh = newWords(on, head);
  const subject = meantIn(on, 'it');
  if (!fresh || !subject) return null;
  const key = on.words[subject.start]!.key;
  const kind = kindOf(fresh.noun);
  const isComparative =
    /(?:er|est)$/u.test(fresh.noun) || /^(?:bigger|smaller|larger|tinier)$/u.test(last);
  if (fresh.words.every(isAdjective) && rest === '')
    return isWished ||
      (isComparative && kindOf(last) === 'sizes') ||
      /^(?:bigger|smaller|larger|tinier)$/u.test(phrase)
      ? qualityEdit(on, subject, fresh.words)
      : null;
  // “three dogs”
  if (isPluralDeterminer(fresh.words[0] ?? '') && fresh.words.length === 2) {
    const counted = meantIn(on, fresh.noun);
    if (counted?.how === 'said')
      return { edits: [replaced(on, counted, fresh.words)], isSure: isWished };
  }
  // “a bigger hat”
  const described = fresh.words.slice(0, -1);
  const named = meantIn(on, fresh.noun);
  if (named && named.how === 'said' && described.length > 0 && described.every(isAdjective)) {
    const edit = qualityEdit(on, named, described);
    const isChange =
      isWished || (kindOf(described[0]!) === 'amounts' && kindOf(fresh.noun) === 'weather');
    const isCompared = /^(?:an? |the )?(?:bigger|smaller|larger|tinier) /u.test(phrase);
    if (edit && (isChange || isCompared)) return { ...edit, isSure: edit.isSure && isWished };
  }
  if (named && named.how !== 'kin') return null;
  const isAlike =
    kind !== undefined && (kind === kindOf(key) || (isThing(kind) && isThing(kindOf(key))));
  if (isAlike && isWished) return intoEdit(on, subject, phrase);
  const isNew = kind === kindOf(key) && !/^(?:the|this|that) /u.test(phrase);
  if (isNew && (fresh.words.length === 1 || rest !== '')) {
    const edit = intoEdit(on, subject, phrase);
    return edit && { ...edit, isSure: false };
  }
  if (!isWished || kind === undefined) return null;
  return kind === 'worn' || kind === 'weather'
    ? addEdit(on, phrase)
    : isThing(kind)
      ? guesses(on, subject, phrase)
      : null;
}

/** Something new: in the subject's place, or beside it. */
function guesses(on: WishOn, subject: Meant, phrase: string): WishEdit | null {
  const into = intoEdit(on, subject, phrase);
  const add = addEdit(on, phrase);
  const edits = [into?.edits[0], add?.edits[0]].filter((edit) => edit !== undefined);
  return edits.length > 0 ? { edits, isSure: false } : null;
}
