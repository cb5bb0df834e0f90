import {
  joinWords,
  keyOf,
  normaliseText,
  saysSomething,
  type TextWord,
  textWords,
} from '../../pipeline/text/text.ts';

/** Words of a prompt, and phrases found in it without regard to case and punctuation. */

export interface Word extends TextWord {
  /** What is compared. */
  readonly key: string;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The words of a prompt, normalised. */
export function wordsOf(prompt: string): Word[] {
  return textWords(normaliseText(prompt)).map((word) => ({ ...word, key: keyOf(word.text) }));
}

/** The prompt that some words make. */
export function promptOf(words: readonly TextWord[]): string {
  return joinWords(words);
}

/** The first place where the words of `phrase` stand one after another in `prompt`, or null. */
export function findPhrase(prompt: string, phrase: string): Span | null {
  const haystack = wordsOf(prompt);
  const needle = wordsOf(phrase);
  if (needle.length === 0) return null;
  for (let start = 0; start + needle.length <= haystack.length; start++)
    if (needle.every((word, i) => haystack[start + i]?.key === word.key))
      return { start, end: start + needle.length };
  return null;
}

/** Words or phrases of the prompt that look most like `phrase`, best first, at most three. */
export function nearestPhrases(prompt: string, phrase: string): string[] {
  const words = wordsOf(prompt);
  const wanted = wordsOf(phrase).map((word) => word.key);
  const target = wanted.join(' ');
  const length = Math.max(1, Math.min(wanted.length, words.length));
  const candidates = new Map<string, number>();
  for (let start = 0; start + length <= words.length; start++) {
    const candidate = words
      .slice(start, start + length)
      .map((word) => word.key)
      .join(' ');
    candidates.set(candidate, editDistance(candidate, target) / Math.max(target.length, 1));
  }
  return [...candidates]
    .filter(([, distance]) => distance <= 0.5)
    .sort(([, a], [, b]) => a - b)
    .slice(0, 3)
    .map(([candidate]) => candidate);
}

/** Edits between two texts: insertions, deletions, substitutions, swapped neighbours. */
export function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    const above = rows[i - 1]!;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          above[j]! + 1,
          row[j - 1]! + 1,
          above[j - 1]! + (same ? 0 : 1),
          swapped ? rows[i - 2]![j - 2]! + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

export const FUNCTION_WORDS = new Set(
  'a an the and or of on in at to with by from for is are its it this that over under'.split(' '),
);

/** The words of a prompt that say something, in lower case. */
export function contentWords(prompt: string): string[] {
  return wordsOf(prompt)
    .map(({ key }) => key)
    .filter((key) => !FUNCTION_WORDS.has(key) && saysSomething(key));
}

/** Whether a word is most likely another one with a slip in it. */
export function isMisspelt(word: string, meant: string): boolean {
  if (word === meant || Math.abs(word.length - meant.length) > 2) return false;
  const allowed = meant.length >= 8 ? 2 : meant.length >= 4 ? 1 : isShuffled(word, meant) ? 1 : 0;
  return allowed > 0 && editDistance(word, meant) <= allowed;
}

export function isShuffled(a: string, b: string): boolean {
  return [...a].sort().join('') === [...b].sort().join('');
}
