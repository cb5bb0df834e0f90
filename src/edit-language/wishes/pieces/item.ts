import type { Kind } from '../../english/lexicon.ts';
import type { Span } from '../../english/prompt-words.ts';
import type { Role } from './cues.ts';

/**
 * What names something: `T` what the picture's sentence says, `W` such a thing with something new about it,
 * `G` the background, `H` the background with something new, `O` a quality that the sentence has, `Q` a new
 * quality, `V` what somebody does there, `N` a new thing. `,` and `&` part clauses; `x` is any other word.
 */
export type Naming = 'T' | 'W' | 'G' | 'H' | 'O' | 'Q' | 'V' | 'N';

/** A piece of what was typed, by what it does there. */
export interface Item {
  readonly letter: Naming | Role | ',' | '&' | 'x';
  /** As typed, corrected; with its article or number. */
  readonly text: string;
  /** What it is called, without articles. */
  readonly words: readonly string[];
  /** Those of them that the sentence does not have. */
  readonly fresh: readonly string[];
  readonly kind: Kind | undefined;
  /** Where the sentence has it, and what it calls it there. */
  readonly old: Span | null;
  readonly key: string;
  readonly determiner: string;
}

/** A piece that names nothing. */
export function bare(letter: Item['letter'], text: string): Item {
  return {
    letter,
    text,
    words: [],
    fresh: [],
    kind: undefined,
    old: null,
    key: '',
    determiner: '',
  };
}
