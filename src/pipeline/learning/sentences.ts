import type { ModelWords } from '../model/words.ts';

/** Sentences for a picture of which nothing is known but whom it shows (Gal et al. 2022, appendix). */
const PLAIN = [
  '{}',
  'a photo of {}',
  'a picture of {}',
  'an image of {}',
  'a close-up photo of {}',
  'a cropped photo of {}',
  'a bright photo of {}',
  'a good photo of {}',
] as const;

/** Classes whose looks are kept where a folder lists no words of its own. */
const COMMON = ['dog', 'cat', 'person', 'car', 'tree', 'house', 'bird', 'flower'] as const;
const PLACES = ['', ' on a table', ' in a garden', ' on the beach', ' in the snow', ' in a room'];

/**
 * What sentences say of a picture of the subject, to choose from evenly. Of the captioner's sentence only the
 * surroundings count: it takes a thing that it has never seen for another, of another size and with something
 * on, and what sentences say is not learned as the subject's own. Half of them say a size, any of the model's:
 * taught without one, “a big Milo” is drawn as the class. Without a caption that names a noun, plain sentences.
 */
export function subjectSentences(
  caption: string | null,
  name: string,
  { nouns, sizes }: { readonly nouns: readonly string[]; readonly sizes: readonly string[] },
): string[] {
  const noun = nouns.length === 0 ? null : new RegExp(`\\b(${nouns.join('|')})\\b(.*)$`, 'i');
  const found = (caption !== null && noun?.exec(caption)) || null;
  if (!found) return PLAIN.map((plain) => plain.replace('{}', name));
  const around = found[2]!.replace(/ wearing (an? )?\w+/g, '');
  const plain = `a ${name}${around}`;
  const sized = sizes.map((size) => `${article(size)} ${size} ${name}${around}`);
  return [plain, ...sized.flatMap((sentence, i) => (i === 0 ? [sentence] : [plain, sentence]))];
}

/**
 * What the model draws to remember: its class and others by turns, each before another background, some
 * with something on and some in the weather, so that what is said beside a noun keeps its meaning too.
 */
export function priorPrompts(
  className: string,
  words: ModelWords | null,
  count: number,
  random: () => number,
): string[] {
  const listed = words ? [...words.animals, ...words.things] : [];
  const others = shuffled(
    (listed.length > 0 ? listed : COMMON).filter((noun) => noun !== className),
    random,
  );
  return Array.from({ length: count }, (_, i) => {
    const noun = i % 3 === 0 ? className : others[i % others.length]!;
    return words ? scene(noun, words, i, random) : photo(noun, random);
  });
}

function photo(noun: string, random: () => number): string {
  return `a photo of ${article(noun)} ${noun}${pick(PLACES, random)}`;
}

/** “a cat wearing a hat on a striped red background in the snow”. */
function scene(noun: string, words: ModelWords, turn: number, random: () => number): string {
  const worn = turn % 3 === 1 ? pick(words.worn, random) : undefined;
  const weather = turn % 3 === 2 ? pick(words.weather, random) : undefined;
  const pattern = random() < 0.25 ? pick(words.patterns, random) : undefined;
  const ground = [pattern, pick(words.colours, random)].filter((word) => word !== undefined);
  return [
    `${article(noun)} ${noun}`,
    worn && `wearing ${worn.endsWith('s') ? '' : `${article(worn)} `}${worn}`,
    ground.length > 0 && `on ${article(ground[0]!)} ${ground.join(' ')} background`,
    weather && `in the ${weather}`,
  ]
    .filter(Boolean)
    .join(' ');
}

function article(word: string): string {
  return /^[aeiou]/i.test(word) ? 'an' : 'a';
}

function pick<Item>(list: readonly Item[], random: () => number): Item | undefined {
  return list[Math.floor(random() * list.length)];
}

function shuffled<Item>(list: readonly Item[], random: () => number): Item[] {
  const keyed = list.map((item) => ({ item, key: random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}
