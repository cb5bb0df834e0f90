import { type ModelWords, Vocabulary } from '../../edit-language/english/known-words.ts';
import { kindNamed, kindOf, singular } from '../../edit-language/english/lexicon.ts';
import { FUNCTION_WORDS } from '../../edit-language/english/prompt-words.ts';
import { WordbrushError } from '../../pipeline/errors.ts';
import { keyOf, normaliseText } from '../../pipeline/text/text.ts';
import type { Learned } from './learned.ts';

/** What subjects may be called, and what they may be. */

export const PICTURES = { least: 3, most: 5 } as const;
const NAME = { least: 2, most: 20 } as const;
/** Words that mean something in an edit. */
const OF_EDITS = new Set(
  'strength structure ratio threshold repeats seed using only keep'.split(' '),
);
/** What of a model's words names things. */
const NOUNS = ['animals', 'things'] as const;

/** What was typed for a name, without marks around it. */
export function cleanName(typed: string): string {
  return normaliseText(typed).replace(/^["'“”„‘’«»<]+|["'“”‘’«»>,.:;!]+$/gu, '');
}

/** What was typed for a class, without what only leads up to it: “who is a dog” → “dog”. */
export function cleanClass(typed: string): string {
  return keyOf(normaliseText(typed))
    .replace(/["“”„«»]/gu, '')
    .replace(/^[\s,:;–—-]+/u, '')
    .replace(
      /^(?:(?:as|is|it is|it's|who is|which is|that is|my|our)\s+)*(?:(?:an?|the|my|our)\s+)?/u,
      '',
    )
    .replace(/[.!,;]+$/u, '');
}

/** @throws WordbrushError `bad-option` for what no subject can be called */
export function checkName(name: string, words: ModelWords | null): void {
  if (name === '') throw bad(`Say what you call it and what it is: ${EXAMPLE}.`);
  const length = [...name].length;
  if (!/^[\p{L}\p{M}]+$/u.test(name))
    throw bad(`A name is one word, in letters only, such as Milo: “${clipped(name)}” is not.`);
  if (length < NAME.least || length > NAME.most)
    throw bad(
      `A name has ${NAME.least} to ${NAME.most} letters: “${clipped(name)}” has ${length}. Choose a ${length < NAME.least ? 'longer' : 'shorter'} one.`,
    );
  if (isWord(name, new Vocabulary(words)))
    throw bad(
      `“${name}” is already a word, and would mean two things. Choose a name that is not one, such as ${name[0]?.toUpperCase()}${name.slice(1).toLowerCase()}o.`,
    );
}

/**
 * The class by the word that the model knows it by.
 *
 * @throws WordbrushError `bad-option` for what the model has no word for
 */
export function knownClass(className: string, name: string, words: ModelWords | null): string {
  if (className === '')
    throw bad(`Say what ${name} is, in a word that the model knows: /learn "${name}" dog.`);
  if (!/^[\p{L}\p{M}]+(?:[ -][\p{L}\p{M}]+){0,2}$/u.test(className) || className.length > 40)
    throw bad(
      `Say what ${name} is in one word, such as dog or cat: “${clipped(className)}” is not one.`,
    );
  const vocabulary = new Vocabulary(words);
  if (!words || !vocabulary.isListed) return className;
  const known = vocabulary.nameFor(className);
  const nouns = NOUNS.flatMap((kind) => words[kind]);
  if (nouns.includes(known)) return known;
  const near = vocabulary.near(className).filter((word) => nouns.includes(word));
  const offered = (near.length > 0 ? near : nouns).slice(0, 3);
  throw bad(
    `This model never learned what “${clipped(className)}” is. Say what ${name} comes nearest to, such as ${offered.join(', ')}.`,
  );
}

/** @throws WordbrushError `bad-option` when they are too few or too many */
export function checkCount(pictures: number, name: string): void {
  const { least, most } = PICTURES;
  if (pictures >= least && pictures <= most) return;
  const came = pictures === 0 ? 'none' : pictures === 1 ? 'one' : String(pictures);
  throw bad(
    `I need ${least} to ${most} pictures of ${name} to learn it, and got ${came}. ${pictures > most ? `Send the ${most} best ones` : 'Send more of them'} in one message with the command.`,
  );
}

/** The words that a model knows with the names of subjects among them, each beside its class. */
export function wordsWith(
  words: ModelWords | null,
  learned: readonly Pick<Learned, 'name' | 'className'>[],
): ModelWords | null {
  if (!words || learned.length === 0) return words;
  const kindOfClass = (className: string) =>
    NOUNS.find((kind) => words[kind].includes(className)) ?? 'things';
  const named = (kind: (typeof NOUNS)[number]): string[] => [
    ...words[kind],
    ...learned
      .filter(({ className }) => kindOfClass(className) === kind)
      .map(({ name }) => keyOf(name)),
  ];
  return { ...words, animals: named('animals'), things: named('things') };
}

const EXAMPLE = '/learn "Milo" dog';

function isWord(name: string, vocabulary: Vocabulary): boolean {
  const key = keyOf(name);
  return (
    (vocabulary.has(vocabulary.nameFor(key)) && vocabulary.isListed) ||
    kindOf(key) !== undefined ||
    kindNamed(key) !== undefined ||
    kindOf(singular(key)) !== undefined ||
    FUNCTION_WORDS.has(key) ||
    OF_EDITS.has(key)
  );
}

function clipped(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function bad(sentence: string): WordbrushError {
  return new WordbrushError('bad-option', sentence);
}
