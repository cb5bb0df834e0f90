import { parseEdit } from '../edit-language.ts';
import { kindOf } from '../english/lexicon.ts';
import { contentWords, wordsOf } from '../english/prompt-words.ts';
import type { WishEdit } from './edits/new-words.ts';
import { findMeant, isAdjective } from './meant.ts';
import { verbsOf } from './phrasings/phrasings.ts';
import type { WishPart } from './wish-part.ts';
import { likeness, swap } from './wish-phrases.ts';

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
export function partwise(
  parts: readonly WishPart[],
  prompt: string,
  hear: (part: WishPart, prompt: string, before?: readonly string[]) => WishEdit | null,
): WishEdit | null {
  const edits: string[] = [];
  let current = prompt;
  let isSure = true;
  let missed = 0;
  let isAsked = false;
  let isTold = false;
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
      isTold ||= part.isTalk;
      continue;
    }
    edits.push(edit);
    isAsked ||= part.isWished || own.length > 0 || /→|^(?:more|less|fewer)\b/u.test(part.text);
    isSure &&= found.isSure;
    current = parseEdit(edit, current).targetPrompt;
  }
  if (edits.length === 0 || (missed > 0 && !isSure)) return null;
  // “too much snow on the roads, I am late”
  if (isTold && !isAsked) return null;
  const moved = swapped(edits, prompt);
  if (moved !== null) return { edits: [moved], isSure };
  const isContrary = edits.length > 1 && undoes(edits, prompt, current);
  if (isContrary) return { edits, isSure: false };
  return { edits: [edits.join('; ')], isSure: isSure && missed < parts.length / 2 };
}

/** “get rid of the cat and put in a wolf”: the subject is swapped, not taken out of its sentence. */
function swapped(edits: readonly string[], prompt: string): string | null {
  const [, removed] = /^- "([^"]+)"$/u.exec(edits[0] ?? '') ?? [];
  const recoloured = removed === undefined ? null : requalified(removed, edits[1] ?? '');
  if (recoloured !== null) return [recoloured, ...edits.slice(2)].join('; ');
  const [, added] = /^\+ "([^"]+)"$/u.exec(edits[1] ?? '') ?? [];
  const subject = findMeant(wordsOf(prompt), 'it');
  const head = subject && wordsOf(prompt)[subject.end - 1]?.key;
  const isSubject = removed !== undefined && head !== null && removed === head;
  if (!isSubject || added === undefined || added.startsWith('wearing ')) return null;
  return [`"${removed}" -> "${added}"`, ...edits.slice(2)].join('; ');
}

/** “red is ugly, green please”: one quality for another, and none of anything else. */
function requalified(removed: string, next: string): string | null {
  const [, from, to] = /^"([^"]+)" -> "([^"]+)"$/u.exec(next) ?? [];
  if (from === undefined || to === undefined || !isAdjective(removed)) return null;
  const quality = contentWords(to).find(
    (word) => !from.includes(word) && likeness(word) === likeness(removed),
  );
  return quality === undefined ? null : swap(removed, quality);
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
