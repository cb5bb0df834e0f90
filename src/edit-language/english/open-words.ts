import { OPEN_WORDS } from './open-words-list.ts';

/** What common English words are, as far as a picture may show them; the last four only say how they stand. */
export const OPEN_KINDS = [
  'animals',
  'people',
  'worn',
  'weather',
  'plants',
  'food',
  'places',
  'things',
  'adjectives',
  'verbs',
  'adverbs',
  'abstract',
] as const;
export type OpenKind = (typeof OPEN_KINDS)[number];

const kinds = new Map<string, OpenKind>();
for (const line of OPEN_WORDS.split('\n')) {
  const [name = '', words = ''] = line.split(': ');
  const kind = OPEN_KINDS.find((each) => each === name);
  if (kind) for (const word of words.split(' ')) if (!kinds.has(word)) kinds.set(word, kind);
}

/** The likeliest kind of a common word; undefined for rare ones and for function words. */
export function openKindOf(word: string): OpenKind | undefined {
  return kinds.get(word);
}
