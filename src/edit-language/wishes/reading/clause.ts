import type { Vocabulary } from '../../english/known-words.ts';
import type { Word } from '../../english/prompt-words.ts';
import type { Item } from '../pieces/item.ts';
import type { Stance } from './stances.ts';

/** The picture's sentence as it is by now, and what the model knows. */
export interface On {
  readonly words: readonly Word[];
  readonly vocabulary: Vocabulary;
}

/** A thing that is named, what is wished of it, and the number of its piece. */
export interface Named extends Item {
  readonly stance: Stance;
  readonly at: number;
}

/** All pieces of what was typed, those that name something, and the letters of all. */
export interface Clause {
  readonly items: readonly Item[];
  readonly named: readonly Named[];
  readonly letters: string;
  /** Whether it says “instead”, and not of what. */
  readonly isInstead: boolean;
}

export function lettersBefore({ letters }: Clause, { at }: Named): string {
  return letters.slice(0, at);
}

export function lettersAfter({ letters }: Clause, { at }: Named): string {
  return letters.slice(at + 1);
}
