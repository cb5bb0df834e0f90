import { parseEdit } from '../edit-language.ts';
import { indefiniteArticle, isBare, openingLength } from '../english/grammar.ts';
import { type ModelWords, Vocabulary } from '../english/known-words.ts';
import { wordsOf } from '../english/prompt-words.ts';
import type { Hearing, Understanding } from './hearing.ts';
import { isEdit } from './is-edit.ts';

const MAX_OFFERS = 3;

/** What the model never learned it draws as anything: it is said, with what it did learn. */
export function unknownWords(
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

/** What a sentence names that a model never learned, and the sentence with what it did learn; null where there is none. */
export function unlearnedIn(
  prompt: string,
  words: ModelWords | null,
): { readonly said: string; readonly sentences: readonly string[] } | null {
  const vocabulary = new Vocabulary(words);
  // “a photograph of” is no part of the picture.
  const shown = wordsOf(prompt).slice(openingLength(wordsOf(prompt)));
  const unknown = vocabulary.unknownIn(shown.map(({ key }) => key).join(' '));
  const [first] = unknown;
  if (first === undefined) return null;
  const own = wordsOf(prompt).map(({ key }) => key);
  const sentences = vocabulary
    .near(first, own)
    .slice(0, MAX_OFFERS - 1)
    .map((word) => phraseWith(prompt, first, word));
  const named = unknown.slice(0, MAX_OFFERS).map((word) => `“${word}”`);
  const listed =
    named.length === 1 ? named[0] : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
  return {
    said: `This model never learned ${listed}, so it cannot find or change that in the picture.${sentences.length > 0 ? ' It knows these:' : ''}`,
    sentences,
  };
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
