import type { Attachment } from '../request/requests.ts';
import type { Fidelity, Focus, Thread } from '../thread/thread.ts';

/**
 * What a person wants, however it was said: typed, pressed, picked from a menu, reacted, sent in a
 * form. Its focus is the picture that it is about; undefined when that is not kept or none is here.
 */
export type Intent =
  /** Start editing a picture; undefined when no file came. `others` came with it, uncalled for. */
  | {
      readonly kind: 'invert';
      readonly picture: Attachment | undefined;
      readonly others: number;
      readonly prompt: string;
      readonly fidelity: Fidelity | undefined;
      /** The whole picture, and not its middle square. */
      readonly whole: boolean;
    }
  /** Start anew with the whole of a picture that was cropped. */
  | { readonly kind: 'whole'; readonly focus: Focus | undefined }
  /** The prompt of the picture that waits for one, or a better one of its focus. */
  | {
      readonly kind: 'describe';
      readonly thread: Thread | undefined;
      readonly focus: Focus | undefined;
      readonly prompt: string;
    }
  /** Start from an example: words of its caption, or its number. */
  | { readonly kind: 'example'; readonly wanted: string }
  /** Learn a subject from pictures. */
  | {
      readonly kind: 'learn';
      readonly name: string;
      readonly className: string;
      readonly pictures: readonly Attachment[];
    }
  /** Show what was learned. */
  | { readonly kind: 'subjects'; readonly said: string }
  /** Let everybody use a learned subject, or its owner alone. */
  | { readonly kind: 'share'; readonly which: Which; readonly shared: boolean }
  | { readonly kind: 'unlearn'; readonly which: Which; readonly confirmed: boolean }
  | {
      readonly kind: 'edit';
      readonly focus: Focus | undefined;
      readonly text: string;
      /** The picture that came along: white where to inpaint. */
      readonly mask: Attachment | undefined;
    }
  /** One word of the sentence, to replace or to weigh: a form says how. */
  | { readonly kind: 'word'; readonly focus: Focus | undefined; readonly index: number }
  /** A wish that may mean one of these edits, or one that needs a word about it first. */
  | {
      readonly kind: 'offer';
      readonly focus: Focus;
      readonly said: string;
      readonly edits: readonly string[];
    }
  /** Stronger and Weaker. */
  | { readonly kind: 'dial'; readonly focus: Focus | undefined; readonly step: 1 | -1 }
  | { readonly kind: 'vary'; readonly focus: Focus | undefined }
  /** A reaction that weighs words, put on or taken back. */
  | {
      readonly kind: 'weigh';
      readonly focus: Focus;
      readonly emoji: string;
      readonly words: readonly string[];
      readonly delta: number;
      readonly added: boolean;
    }
  /** Use one of several variations from now on. */
  | { readonly kind: 'pick'; readonly focus: Focus | undefined; readonly index: number }
  | { readonly kind: 'undo'; readonly focus: Focus | undefined }
  | { readonly kind: 'redo'; readonly focus: Focus }
  | { readonly kind: 'delete'; readonly focus: Focus | undefined }
  /** Show the picture beside the one that was posted. */
  | { readonly kind: 'side-by-side'; readonly focus: Focus | undefined }
  | { readonly kind: 'full-size'; readonly focus: Focus | undefined }
  | { readonly kind: 'words'; readonly focus: Focus | undefined }
  | { readonly kind: 'history'; readonly thread: Thread | undefined }
  /** Stop one job, or all of one's own here. */
  | { readonly kind: 'cancel'; readonly job: string | undefined }
  | { readonly kind: 'queue' }
  | { readonly kind: 'gallery' }
  | {
      readonly kind: 'settings';
      readonly options: Readonly<Record<string, string | number>>;
    }
  | {
      readonly kind: 'forget';
      readonly thread: Thread | undefined;
      readonly what: string | undefined;
      readonly confirmed: boolean;
    }
  | { readonly kind: 'help'; readonly focus: Focus | undefined }
  /** Said to the bot, and no command, no edit, no answer: as far as is known before its turn. */
  | { readonly kind: 'talk'; readonly focus: Focus | undefined }
  /** A command or a button that there is not. */
  | { readonly kind: 'unknown'; readonly what: 'command' | 'button'; readonly name: string }
  /** Talk or a reaction that is not meant for the bot. */
  | { readonly kind: 'nothing' };

/** A learned subject, by its id or as somebody called it. */
export type Which = { readonly id: string } | { readonly name: string };

export type IntentOf<Kind extends Intent['kind']> = Extract<Intent, { readonly kind: Kind }>;

/** What may put a job on the queue: a kill of the process on the way would leave somebody waiting. */
const STARTS_WORK: ReadonlySet<Intent['kind']> = new Set<Intent['kind']>([
  ...(['invert', 'describe', 'example', 'edit', 'dial', 'vary', 'talk', 'whole', 'learn'] as const),
]);

export function mayStartWork({ kind }: Intent): boolean {
  return STARTS_WORK.has(kind);
}

/** How much of a request an apology repeats. */
const TITLE_LENGTH = 120;

/** What was asked for, as an apology names it. */
export function titleOf(intent: Intent): string {
  return wordsOf(intent).trim().slice(0, TITLE_LENGTH) || 'a picture';
}

function wordsOf(intent: Intent): string {
  switch (intent.kind) {
    case 'invert':
    case 'describe':
      return intent.prompt;
    case 'edit':
      return intent.text;
    case 'learn':
      return intent.name;
    case 'example':
      return intent.wanted;
    default:
      return '';
  }
}
