import {
  COMMON_METHODS,
  type EditMethod,
  isTrained,
  usualMethod,
} from '../../edit-language/edit-methods.ts';
import type { ModelWords } from '../../edit-language/english/known-words.ts';
import { type Understanding, understand } from '../../edit-language/wishes/understand.ts';
import type { Attachment } from '../request/requests.ts';
import { type Focus, focusIn } from '../thread/thread.ts';
import type { Intent } from './intent.ts';
import { namedWish } from './named-wish.ts';

/** What is known of the model, and can be said to it. */
export interface Known {
  /** The words that the model knows, where its folder lists them. */
  readonly words?: ModelWords | null | undefined;
  /** The ways to edit that the model has. */
  readonly methods?: readonly EditMethod[] | undefined;
  /** Of the learned subjects that who asks may name. */
  readonly names?: readonly string[];
}

/** What should change, in the edit language or in anybody's own words. */
export function wishIntent(
  text: string,
  focus: Focus | undefined,
  { words = null, methods, names = [] }: Known = {},
  mask?: Attachment,
  isAddressed = true,
): Intent {
  const edit: Intent = { kind: 'edit', focus, text, mask };
  if (!focus || text.trim() === '') return edit;
  const usual = usualMethod(methods ?? COMMON_METHODS, mask !== undefined);
  const using = isTrained(usual) ? usual : undefined;
  const named = namedWish(text, focus.result.prompt, { names, words, isAddressed });
  if (named !== null) return { ...edit, text: named };
  const heard = understandOn(focus, (prompt, edited) =>
    understand(text, { prompt, edited, words, isAddressed, using }),
  );
  switch (heard.kind) {
    case 'edit':
      return { ...edit, text: heard.edit };
    case 'offer':
      return { ...heard, focus };
    case 'silence':
      return { kind: 'nothing' };
  }
}

/** Talk is about the newest picture, or while that is still being drawn about the one that people see. */
function understandOn(
  { thread, result }: Focus,
  hear: (prompt: string, edited: readonly string[]) => Understanding,
): Understanding {
  const heard = hear(result.prompt, result.edited);
  const isSeen = result.pictures.length > 0;
  const parent = isSeen ? undefined : focusIn(thread, result.parent);
  if (heard.kind === 'edit' || !parent) return heard;
  const before = understandOn(parent, hear);
  return before.kind === 'edit' ? before : heard;
}
