import { parseEdit } from '../edit-language.ts';
import type { Vocabulary } from '../english/known-words.ts';
import { kindOf, singular } from '../english/lexicon.ts';
import { type Word, wordsOf } from '../english/prompt-words.ts';
import type { WishEdit } from './edits/new-words.ts';
import { editsFor } from './edits/wish-edits.ts';
import { gistOf } from './gist/gist.ts';
import type { Wish } from './phrasings/phrasing.ts';
import { commandsWithin, readingsOf } from './phrasings/phrasings.ts';
import type { WishPart } from './wish-part.ts';

export interface PartContext {
  readonly vocabulary: Vocabulary;
  /** The words that the last edit changed. */
  readonly edited: readonly string[];
  /** Verbs of the part before, which this one may go on with. */
  readonly before: readonly string[];
}

/** What one part of what was typed asks for: by a phrasing of the table, else by the roles of its words. */
export function heardIn(part: WishPart, prompt: string, context: PartContext): WishEdit | null {
  return (
    phrased(part, prompt, context) ??
    within(part, prompt, context) ??
    gathered(part, prompt, context)
  );
}

function phrased(
  part: WishPart,
  prompt: string,
  { vocabulary, edited, before }: PartContext,
): WishEdit | null {
  if (part.isTalk || part.text === '') return null;
  const words = wordsOf(prompt);
  if (isGeneric(part.text, words) && !part.isWished) return null;
  const readings: Wish[] = [
    ...readingsOf(part.text),
    ...before.flatMap((verb) => readingsOf(`${verb} ${part.text}`)),
  ];
  let guess: WishEdit | null = null;
  for (const wish of readings) {
    const found = editsFor(wish, words, { vocabulary, edited, isWished: part.isWished });
    const works = found?.edits.filter((edit) => isEdit(edit, prompt)) ?? [];
    if (!found || works.length === 0) continue;
    if (found.isSure) return { edits: works, isSure: true };
    guess ??= { edits: works, isSure: false };
  }
  return guess;
}

/** “cats in boots”, “dogs > cats”: of all of them, where the picture shows one. */
function isGeneric(text: string, words: readonly Word[]): boolean {
  const isMany = (word: string) => kindOf(word) === 'animals' && singular(word) !== word;
  const typed = text.split(' ');
  const isFirst = isMany(typed[0] ?? '') && !words.some(({ key }) => isMany(key));
  return (
    isFirst && !/ (?:in)?to /u.test(text) && (!text.includes('→') || isMany(typed.at(-1) ?? ''))
  );
}

/** A roundabout beginning and then a command: only offered. */
function within(part: WishPart, prompt: string, context: PartContext): WishEdit | null {
  if (part.isTalk) return null;
  for (const text of commandsWithin(part.text, part.isWished)) {
    const found = phrased({ ...part, text }, prompt, { ...context, before: [] });
    if (found) return { ...found, isSure: false };
  }
  return null;
}

/** With so much evidence an edit is offered, with so much it is done. */
const OFFERED = 2.5;
const SURE = 5;

/** What the roles of the words say, where enough of them speak for a wish. */
function gathered(
  part: WishPart,
  prompt: string,
  { vocabulary, edited }: PartContext,
): WishEdit | null {
  const { wishes, evidence, isWhole } = gistOf(part.typed, { words: wordsOf(prompt), vocabulary });
  if (wishes.length === 0 || evidence < OFFERED) return null;
  const edits: string[] = [];
  let isSure = isWhole && evidence >= SURE;
  let current = prompt;
  for (const wish of wishes) {
    const found = editsFor(wish, wordsOf(current), { vocabulary, edited, isWished: true });
    const edit = found?.edits.find((each) => isEdit(each, current));
    if (!found || edit === undefined) {
      isSure = false;
      continue;
    }
    isSure &&= found.isSure;
    edits.push(edit);
    current = parseEdit(edit, current).targetPrompt;
  }
  return edits.length === 0 ? null : { edits: [edits.join('; ')], isSure };
}

/** Whether an edit is one of a prompt and changes something. */
export function isEdit(edit: string, prompt: string): boolean {
  try {
    const { targetPrompt, weights } = parseEdit(edit, prompt);
    return weights.length > 0 || targetPrompt !== prompt;
  } catch {
    return false;
  }
}
