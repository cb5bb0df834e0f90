import { parentOf } from '../thread/thread.ts';
import { nothingHere } from '../view/notices.ts';
import { firstPicture } from '../view/refusals.ts';
import { undoneView } from '../view/thread-views.ts';
import type { Command } from './command.ts';

/** Back to the picture that a result was made from. */
export const undo: Command<'undo'> = async ({ threads }, { intent: { subject } }) => {
  if (!subject) return { view: nothingHere() };
  const parent = parentOf(subject);
  if (!parent) return { view: firstPicture() };
  await threads.apply(subject.thread.key, { kind: 'current', result: parent.id });
  return { view: undoneView(subject), visibility: 'public', shows: parent.id };
};

export const redo: Command<'redo'> = async ({ threads }, { intent: { subject } }) => {
  const { thread, result } = subject;
  await threads.apply(thread.key, { kind: 'current', result: result.id });
  return undefined;
};
