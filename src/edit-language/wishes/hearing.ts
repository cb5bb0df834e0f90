import type { TrainedMethod } from '../../pipeline/edit-types.ts';
import type { ModelWords } from '../../pipeline/model/words.ts';

export interface Hearing {
  /** The current sentence of the picture. */
  readonly prompt: string;
  /** What the model knows, where its folder says it. */
  readonly words?: ModelWords | null;
  /** The words that the last edit changed. */
  readonly edited?: readonly string[];
  /** Whether the bot was spoken to: then silence is no answer. */
  readonly isAddressed: boolean;
  /** The method of edits that name none, where that was trained for it and takes any sentence. */
  readonly using?: TrainedMethod | undefined;
}

/** What typed words come to: an edit in the edit language, up to three guesses, or nothing. */
export type Understanding =
  | { readonly kind: 'edit'; readonly edit: string }
  | {
      readonly kind: 'offer';
      readonly said: string;
      readonly edits: readonly string[];
      /** A word that the model never learned; the last edit has it all the same. */
      readonly unknown?: string;
    }
  | { readonly kind: 'silence' };
