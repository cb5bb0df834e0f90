import { readFileSync } from 'node:fs';

/** What common English words are, as far as a picture may show them; `adjectives` and `verbs` only say how they stand. */
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
] as const;
export type OpenKind = (typeof OPEN_KINDS)[number];

/** `open-words.txt` is made by `make_open_words.py` of WordNet 3.1 and wordfreq: a line for each kind. */
const kinds = new Map<string, OpenKind>();
for (const line of readFileSync(new URL('./open-words.txt', import.meta.url), 'utf8').split('\n')) {
  const [name = '', words = ''] = line.split(': ');
  const kind = OPEN_KINDS.find((each) => each === name);
  if (kind) for (const word of words.split(' ')) if (!kinds.has(word)) kinds.set(word, kind);
}

/** The likeliest kind of a common word; undefined for rare ones and for function words. */
export function openKindOf(word: string): OpenKind | undefined {
  return kinds.get(word);
}
