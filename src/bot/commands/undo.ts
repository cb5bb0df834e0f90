import { parentOf } from '../thread/thread.ts';
import { nothingHere } from '../view/notices.ts';
import { firstPicture } from '../view/refusals.ts';
import { undoneView } from '../view/thread-views.ts';
import type { Command } from './command.ts';

/** Back to the picture that a result was made from. */
export const undo: Command<'undo'> = async ({ threads }, { intent: { focus } }) => {
  if (!focus) return { view: nothingHere() };
  const parent = parentOf(focus);
  if (!parent) return { view: firstPicture() };
  await threads.apply(focus.thread.key, { kind: 'current', result: parent.id });
  return { view: undoneView(focus), visibility: 'public', shows: parent.id };
};

export const redo: Command<'redo'> = async ({ threads }, { intent: { focus } }) => {
  const { thread, result } = focus;
  await threads.apply(thread.key, { kind: 'current', result: result.id });
  return undefined;
};
