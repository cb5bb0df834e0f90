/** What a picture gets more or less of. */
import { subjectOf } from '../../english/grammar.ts';
import { isColour, isHeadgear, kindOf, plainName } from '../../english/lexicon.ts';
import type { Span } from '../../english/prompt-words.ts';
import { isAdjective, isGround, memberOf, withoutDeterminers } from '../meant.ts';
import {
  determined,
  hasArticle,
  IT_ALONE,
  keysOf,
  parted,
  placed,
  quantityOf,
  swap,
} from '../wish-phrases.ts';
import { groundEdit, qualityEdit, replaced } from './describing.ts';
import { meantIn, newWords, type WishEdit, type WishOn } from './new-words.ts';

export function addEdit(on: WishOn, what: string): WishEdit | null {
  const [, preposition = '', where = ''] =
    /^(?:with |wearing )?(in|on|at|in front of|under|next to) (.+)$/u.exec(what) ?? [];
  if (where !== '') return putEdit(on, 'it', preposition, where);
  const { amount, bare } = quantityOf(what.replace(/ on$/u, ''));
  const { head, rest } = parted(bare);
  if (rest !== '') {
    const [first, second] = [addEdit(on, head), addEdit(on, rest)];
    return first && second
      ? {
          edits: [`${first.edits[0]}; ${second.edits[0]}`],
          isSure: first.isSure && second.isSure,
        }
      : null;
  }
  const fresh = newWords(on, bare);
  if (!fresh) return null;
  const kind = kindOf(fresh.noun);
  const text = fresh.words.join(' ');
  if (isGround(fresh.noun)) return groundEdit(on, bare);
  if (fresh.words.every(isAdjective) && !hasArticle(bare)) {
    const subject = meantIn(on, 'it');
    return subject && qualityEdit(on, subject, fresh.words);
  }
  if (kind === 'weather') {
    const own = memberOf(on.words, 'weather');
    const key = own && on.words[own.start]!.key;
    if (own && key === fresh.noun) return weighEdit(on, key, 2);
    if (own) return { edits: [swap(key!, fresh.noun)], isSure: true };
    return { edits: [`+ "${amount === '' ? '' : `${amount} `}${text}"`], isSure: true };
  }
  if (kind === 'worn') {
    const own = on.words.find(({ key }) => plainName(key) === plainName(fresh.noun));
    if (own) return { edits: [`"${own.key}" * 1.5`], isSure: false };
    const head = on.words.findIndex(({ key }) => isHeadgear(key));
    if (head >= 0 && isHeadgear(fresh.noun))
      return {
        edits: [replaced(on, { start: head, end: head + 1 }, fresh.words)],
        isSure: true,
      };
    return { edits: [`+ "wearing ${determined(bare, fresh.words)}"`], isSure: true };
  }
  if (!fresh.isKnown) return null;
  return { edits: [`+ "${text}"`], isSure: true };
}

export function giveEdit(on: WishOn, rest: string): WishEdit | null {
  const typed = rest.split(' ');
  for (let n = 1; n < Math.min(typed.length, 3); n++)
    if (isGround(typed.slice(0, n).join(' '))) return groundEdit(on, typed.slice(n).join(' '));
  for (let n = Math.min(typed.length - 1, 5); n > 0; n--)
    if (meantIn(on, typed.slice(0, n).join(' ')))
      return addEdit(
        on,
        typed
          .slice(n)
          .join(' ')
          .replace(/^to wear |^wear /u, ''),
      );
  return null;
}

export function dressedEdit(on: WishOn, what: string, rest: string): WishEdit | null {
  const meant = meantIn(on, what);
  const kind = kindOf(newWords(on, rest)?.noun ?? '');
  if (!meant || !isSubject(on, meant) || (kind !== 'worn' && kind !== 'weather')) return null;
  return addEdit(on, rest);
}

export function putEdit(
  on: WishOn,
  what: string,
  preposition: string,
  where: string,
): WishEdit | null {
  const meant = meantIn(on, what);
  const { head, rest } = parted(where);
  const fresh = newWords(on, head);
  if (!meant || meant.how === 'kin') {
    // “put a hat on the cat”
    return meantIn(on, where) && !isGround(where) ? addEdit(on, what) : null;
  }
  if (!fresh || (meant.how === 'said' && !isSubject(on, meant))) return null;
  if (rest !== '') {
    const [first, second] = [putEdit(on, what, preposition, head), addEdit(on, rest)];
    return first && second
      ? { edits: [`${first.edits[0]}; ${second.edits[0]}`], isSure: true }
      : null;
  }
  if (isGround(fresh.noun)) return groundEdit(on, head);
  const kind = kindOf(fresh.noun);
  if (kind === 'weather') return addEdit(on, head);
  if (kind === 'worn') return addEdit(on, head);
  if (kind === 'places')
    return { edits: [`+ "${preposition} ${placed(head, fresh.words)}"`], isSure: true };
  if (isColour(fresh.noun) && fresh.words.length === 1 && preposition === 'on')
    return groundEdit(on, head);
  if (isAdjective(fresh.noun) && fresh.words.length === 1 && preposition === 'in')
    return qualityEdit(on, meant, fresh.words);
  const isHere = meant.how === 'said' && fresh.isKnown;
  return isHere ? { edits: [`+ "${preposition} ${head}"`], isSure: false } : null;
}

export function removeEdit(on: WishOn, what: string): WishEdit | null {
  const all = what.replace(/ (?:from|off|of|on) (?:it|him|her|(?:the|its|his|her) .+)$/u, '');
  const meant = meantIn(on, what) ?? meantIn(on, all);
  if (!meant || meant.how === 'it') return null;
  return { edits: [`- "${keysOf(on.words.slice(meant.start, meant.end))}"`], isSure: true };
}

export function weighEdit(on: WishOn, what: string, factor: number): WishEdit | null {
  const bare = withoutDeterminers(what.replace(/^it (?=[\p{L}])/u, '')).replace(
    / (?:visible|intense|strong|obvious|please)$/u,
    '',
  );
  const meant = IT_ALONE.test(what) ? null : meantIn(on, bare);
  if (meant && meant.how !== 'it') {
    const words = on.words.slice(meant.start, meant.end);
    return { edits: [`"${keysOf(words)}" * ${factor}`], isSure: true };
  }
  if (IT_ALONE.test(what)) {
    const [first] = on.edited;
    return first === undefined ? null : { edits: [`"${first}" * ${factor}`], isSure: true };
  }
  if (factor < 1) return null;
  const fresh = newWords(on, bare);
  if (!fresh?.isKnown) return null;
  const subject = meantIn(on, 'it');
  const edit = fresh.words.every(isAdjective)
    ? subject && qualityEdit(on, subject, fresh.words)
    : addEdit(on, bare);
  return edit;
}

export function isSubject(on: WishOn, { start, end }: Span): boolean {
  const subject = subjectOf(on.words);
  return subject !== null && start >= subject.start && end <= subject.end;
}
