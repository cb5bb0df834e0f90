import { WordbrushError } from '../errors.ts';
import type { PromptTokenizer } from '../model/parts/tokenizer.ts';
import type { ModelWords } from '../model/words.ts';
import { keyOf, normaliseText } from '../text/text.ts';

/** Pictures to learn from. */
export const FEWEST = 3;
const MOST = 10;
const LONGEST_NAME = 24;

/**
 * The name that a subject may have, as prompts will hold it.
 *
 * @throws WordbrushError `bad-option` for what is no single word, and for a word that the model knows
 */
export function checkSubjectName(
  given: string,
  tokenizer: Pick<PromptTokenizer, 'tokens'>,
  words: ModelWords | null,
): string {
  const name = normaliseText(given);
  if (!/^\p{L}[\p{L}\p{N}]*$/u.test(name) || name.length > LONGEST_NAME)
    throw new WordbrushError(
      'bad-option',
      `“${name}” cannot be a name: give one word of letters and digits, such as Milo.`,
    );
  const isListed =
    words !== null && Object.values(words).some((list) => list.includes(keyOf(name)));
  if (isListed || tokenizer.tokens(name).length === 1)
    throw new WordbrushError(
      'bad-option',
      `“${name}” is a word that this model knows already: give a name that is no word, such as Milo.`,
    );
  return name;
}

/**
 * The class as prompts hold it, such as “dog”.
 *
 * @throws WordbrushError `bad-option` for what is no word, or none that the model draws
 */
export function checkClass(given: string, words: ModelWords | null): string {
  const name = keyOf(normaliseText(given)).replace(/^(a|an|the) /, '');
  if (!/^\p{L}[\p{L}\p{N} -]*$/u.test(name))
    throw new WordbrushError(
      'bad-option',
      `“${given}” is no kind of thing: say in a word what it is, such as dog.`,
    );
  const nouns = words && [...words.animals, ...words.things];
  if (nouns && nouns.length > 0 && !nouns.includes(name))
    throw new WordbrushError(
      'bad-option',
      `This model cannot draw “${name}”: say what it is most like, such as ${nouns.slice(0, 5).join(', ')}.`,
    );
  return name;
}

/** @throws WordbrushError `bad-image` unless there are 3 to 10 pictures */
export function checkPictures(count: number): void {
  if (count >= FEWEST && count <= MOST) return;
  const some = count === 1 ? 'one picture is' : `${count} pictures are`;
  throw new WordbrushError(
    'bad-image',
    count < FEWEST
      ? `${some} too few to learn from: give ${FEWEST} to 5 that show it from other sides or places.`.replace(
          /^./,
          (c) => c.toUpperCase(),
        )
      : `${some} more than can be learned from: choose the best ${MOST} or fewer.`,
  );
}
