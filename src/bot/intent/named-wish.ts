import { parseEdit } from '../../edit-language/edit-language.ts';
import { looksLikeEdit } from '../../edit-language/edit-talk.ts';
import { subjectOf } from '../../edit-language/english/grammar.ts';
import type { ModelWords } from '../../edit-language/english/known-words.ts';
import { findPhrase, promptOf, wordsOf } from '../../edit-language/english/prompt-words.ts';
import { type Understanding, understand } from '../../edit-language/wishes/understand.ts';
import { isSameName } from '../learned/learned.ts';

/** What may stand before a name: “make it Milo”, “turn the cat into Milo”. */
const LEAD =
  /^(?:please\s+)?(?:(?:make|turn|change)\s+(?:it|him|her|this|that)\s+(?:in)?(?:to\s+)?)?(?:an?\s+)?/iu;

/**
 * The edit that the name of a learned subject asks for where the sentence is about something else: “Milo
 * wearing a crown” takes the place of the cat, and wears one. Null for other texts.
 *
 * @param isAddressed whether the bot was spoken to: a name alone may be talk elsewhere
 */
export function namedWish(
  typed: string,
  prompt: string,
  { names, words, isAddressed }: NamedWishOptions,
): string | null {
  const [, quoted] = /^\s*["“„]([^"“”]+)["”]\s*$/u.exec(typed) ?? [];
  const text = (quoted ?? typed)
    .trim()
    .replace(LEAD, '')
    .replace(/[.!]+$/u, '');
  const [first, ...others] = wordsOf(text);
  const name = names.find((each) => first && isSameName(each, first.text));
  if (name === undefined || looksLikeEdit(text) || findPhrase(prompt, name)) return null;
  const all = wordsOf(prompt);
  const subject = subjectOf(all);
  if (!subject) return null;
  const phrase = promptOf(all.slice(subject.start, subject.end));
  const swap = `"${phrase}" -> "${name}"`;
  const rest = promptOf(others);
  if (rest === '') return quoted !== undefined || isAddressed ? swap : null;
  const swapped = parseEdit(swap, prompt).targetPrompt;
  const hear = (said: string): Understanding =>
    understand(said, { prompt: swapped, words, isAddressed: quoted !== undefined || isAddressed });
  const heard = [hear(`${name} ${rest}`), hear(rest)].find(({ kind }) => kind === 'edit');
  return heard?.kind === 'edit' ? `${swap}; ${heard.edit}` : null;
}

interface NamedWishOptions {
  /** Of the learned subjects that may be said. */
  readonly names: readonly string[];
  readonly words: ModelWords | null;
  readonly isAddressed: boolean;
}
