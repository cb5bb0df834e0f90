import type { IntentOf } from '../intent/intent.ts';
import { takesOf } from '../plan/variations.ts';
import { requesterOf } from '../request/requests.ts';
import type { Services } from '../services.ts';
import { queueView } from '../view/job/queue-views.ts';
import { gone, helpView, nothingHere } from '../view/notices.ts';
import {
  fullSizeView,
  historyView,
  sideBySideView,
  wordsView,
  wordView,
} from '../view/thread-views.ts';
import type { Asked, Command, Reply } from './command.ts';

/** Commands that only show something. */

export const words: Command<'words'> = async (_, { intent: { focus } }) =>
  focus ? { view: wordsView(focus), visibility: 'public' } : { view: nothingHere() };

/** Where there are forms, one has been filled in instead. */
export const word: Command<'word'> = async (_, { intent: { focus, index } }) => ({
  view: focus ? wordView(focus, index) : gone(),
});

export const history: Command<'history'> = async (_, { intent: { thread } }) => ({
  view: thread ? historyView(thread) : nothingHere(),
});

export const sideBySide: Command<'side-by-side'> = async (_, { intent: { focus } }) => ({
  view: focus ? sideBySideView(focus) : gone(),
});

export const fullSize: Command<'full-size'> = async (_, { intent: { focus } }) => ({
  view: focus ? fullSizeView(focus) : gone(),
});

export const queue: Command<'queue'> = async ({ jobs }, { request }) => ({
  view: queueView(jobs.queue.jobs(), request.place, requesterOf(request).key),
});

export async function help(
  { spares }: Services,
  { intent: { focus } }: Asked<IntentOf<'help' | 'talk'>>,
): Promise<Reply> {
  return { view: helpView(focus?.result.prompt ?? null, takesOf({ variations: 4 }, spares)) };
}
