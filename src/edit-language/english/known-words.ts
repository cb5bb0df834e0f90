import type { ModelWords } from '../../pipeline/model/words.ts';
import { keyOf } from '../../pipeline/text/text.ts';
import { isPreposition } from './grammar.ts';
import { type Kind, kindOf, LEXICON, plainName, singular } from './lexicon.ts';
import { openKindOf } from './open-words.ts';
import { editDistance, FUNCTION_WORDS, isMisspelt, isShuffled, wordsOf } from './prompt-words.ts';

export type { ModelWords };

/** A model's words, ready to be asked; without a list a model may know any word. */
export class Vocabulary {
  readonly #kindOf = new Map<string, string>();
  readonly #words: ModelWords | null;

  constructor(words: ModelWords | null) {
    this.#words = words;
    for (const [kind, members] of Object.entries(words ?? {}))
      for (const member of members) this.#kindOf.set(keyOf(member), kind);
  }

  /** Whether the model lists its words. */
  get isListed(): boolean {
    return this.#words !== null;
  }

  /** Whether the model lists a word. */
  has(word: string): boolean {
    return this.#kindOf.has(keyOf(word));
  }

  /** The word by which the model knows what somebody wrote: “kitty” → “cat”, “lions” → “lion”. */
  nameFor(word: string): string {
    const key = keyOf(word);
    if (!this.isListed || this.has(key)) return key;
    for (const other of [plainName(key), singular(key), plainName(singular(key))])
      if (this.has(other)) return other;
    return key;
  }

  /** The words of a prompt that the model does not know; none where it lists no words. */
  unknownIn(prompt: string): string[] {
    if (!this.isListed) return [];
    return wordsOf(prompt)
      .map(({ key }) => key)
      .filter((key) => /\p{L}|\p{Extended_Pictographic}/u.test(key))
      .filter((key) => !FUNCTION_WORDS.has(key) && !this.has(this.nameFor(key)));
  }

  /** Words of the model for what it does not know, the nearest first: of the same kind, or spelt alike. */
  near(word: string, besides: readonly string[] = []): string[] {
    const key = plainName(word);
    const all = [...this.#kindOf]
      .filter(([other, kind]) => kind !== 'others' && !besides.includes(other))
      .map(([other]) => other);
    const alike = all.filter((other) => isMisspelt(key, other));
    const kinds: readonly (keyof ModelWords)[] = KINDRED[kindOf(key) ?? 'looks'] ?? [];
    const same = kinds
      .flatMap((name) => this.#words?.[name] ?? [])
      .filter((other) => !besides.includes(other));
    const close = NEIGHBOURS.filter((group) => group.includes(key)).flat();
    const ranked = [...same].sort((a, b) => Number(close.includes(b)) - Number(close.includes(a)));
    return [...new Set([...alike, ...ranked])];
  }
}

/** Where a model's lists have what the lexicon calls otherwise. */
const KINDRED: Readonly<Partial<Record<Kind, readonly (keyof ModelWords)[]>>> = {
  animals: ['animals'],
  people: ['things', 'animals'],
  fruit: ['things'],
  plants: ['things'],
  food: ['things'],
  things: ['things'],
  worn: ['worn'],
  colours: ['colours'],
  patterns: ['patterns'],
  sizes: ['sizes'],
  weather: ['weather'],
};

/** Words that stand nearer to each other than the rest of their kind. */
const NEIGHBOURS: readonly (readonly string[])[] = [
  'cat lion tiger leopard cheetah jaguar panther puma lynx'.split(' '),
  'dog wolf fox hyena corgi poodle bulldog husky beagle'.split(' '),
  'horse zebra donkey mule unicorn deer giraffe camel llama moose'.split(' '),
  'bear panda koala raccoon'.split(' '),
  'mouse rat hamster rabbit squirrel hedgehog chipmunk'.split(' '),
  'cow pig bull ox sheep goat buffalo bison elephant rhino hippo'.split(' '),
  'monkey gorilla chimpanzee ape'.split(' '),
  'frog turtle crocodile lizard snake gecko'.split(' '),
  'apple pear orange peach cherry plum tomato'.split(' '),
  'strawberry raspberry blueberry cherry'.split(' '),
  'lemon banana lime'.split(' '),
  'pumpkin melon watermelon pineapple'.split(' '),
  'car truck bus van taxi train tractor bicycle boat plane'.split(' '),
  'house castle tower building tent barn church'.split(' '),
  'flower rose tulip sunflower daisy'.split(' '),
  'tree bush cactus'.split(' '),
  'cake cupcake pie cookie muffin donut'.split(' '),
  'ball football basketball balloon'.split(' '),
  'robot alien ghost monster astronaut'.split(' '),
  'hat cap helmet crown beanie tiara'.split(' '),
  'bow tie scarf'.split(' '),
  'glasses goggles mask monocle'.split(' '),
  'blue turquoise teal cyan'.split(' '),
  'yellow gold golden beige'.split(' '),
  'gray silver white'.split(' '),
  'dotted spotted checkered'.split(' '),
  'striped plaid zigzag'.split(' '),
  'snow hail sleet blizzard'.split(' '),
  'rain storm fog mist thunderstorm'.split(' '),
];

const lexicon = new Set(LEXICON);

/** Words that are a slip away from one of the lexicon and are none. */
const NO_SLIPS = new Set(
  'word words weather came reminder start stare plan form bare cart bell board boarder hate hats star stars mask back bond brown down bowl'.split(
    ' ',
  ),
);

/** A word as it was most likely meant: words that nobody knows are corrected to one that is. */
export function corrected(word: string, isKnown: (word: string) => boolean): string {
  const isWord =
    isKnown(word) ||
    lexicon.has(word) ||
    lexicon.has(singular(word)) ||
    openKindOf(word) !== undefined ||
    openKindOf(singular(word)) !== undefined;
  const sounded = word.replace(/k/gu, 'c');
  if (!isWord && word.length >= 3 && isKnown(sounded)) return sounded;
  if (FUNCTION_WORDS.has(word) || isPreposition(word)) return word;
  if (word.length < 4 || isWord || NO_SLIPS.has(word) || !/^[a-z-]{4,20}$/u.test(word)) return word;
  // “hatt”, “liiion”
  const once = [word.replace(/(.)\1$/u, '$1'), word.replace(/(.)\1{2,}/gu, '$1')];
  const single = once.find((other) => other !== word && lexicon.has(other));
  if (single !== undefined) return single;
  const plain = undiminished(word);
  if (plain !== undefined) return plain;
  // A letter for another makes too many words of short ones: break, bread.
  const near = LEXICON.filter(
    (other) =>
      isNear(word, other) &&
      isMisspelt(word, other) &&
      (word.length >= 6 || word.length !== other.length || isShuffled(word, other)),
  );
  const best = near.sort(
    (a, b) => editDistance(word, a) - editDistance(word, b) || b.length - a.length,
  )[0];
  return best ?? word;
}

/** “froggo”, “horsie”: an animal with an ending that makes it small. */
function undiminished(word: string): string | undefined {
  const [, stem] = /^(.{2,}?)(?:g?o|ie|y|let|ling|kins)s?$/u.exec(word) ?? [];
  if (stem === undefined) return undefined;
  return [stem, stem.replace(/(.)\1$/u, '$1'), `${stem}e`].find(
    (each) => kindOf(each) === 'animals',
  );
}

/** Quickly rules out words that share too few letters. */
function isNear(a: string, b: string): boolean {
  let differing = lettersOf(a) ^ lettersOf(b);
  let count = 0;
  for (; differing !== 0; differing &= differing - 1) count++;
  return count <= 4;
}

function lettersOf(word: string): number {
  let letters = 0;
  for (const letter of word) letters |= 1 << (letter.charCodeAt(0) % 32);
  return letters;
}
