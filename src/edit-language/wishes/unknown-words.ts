import { parseEdit } from '../edit-language.ts';
import { indefiniteArticle, isBare } from '../english/grammar.ts';
import { Vocabulary } from '../english/known-words.ts';
import { wordsOf } from '../english/prompt-words.ts';
import type { Hearing, Understanding } from './hearing.ts';
import { isEdit } from './one-part.ts';

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
