import { usefulReactions } from '../intent/reactions.ts';
import { focusIn } from '../thread/thread.ts';
import { illustrate } from '../view/illustrate.ts';
import { gone } from '../view/notices.ts';
import { resultView } from '../view/result-view.ts';
import type { Command } from './command.ts';

/** Chooses one of several variations to go on from. */
export const pick: Command<'pick'> = async (
  { threads, stores, chatOf },
  { request, intent: { focus: asked, index } },
) => {
  if (!asked?.result.pictures[index]) return { view: gone() };
  const { id } = asked.result;
  const thread = await threads.apply(asked.thread.key, {
    ...{ kind: 'current', result: id, chosen: index },
  });
  const focus = focusIn(thread, id);
  const shown = focus?.result.message;
  if (!focus || !shown) return undefined;
  const chat = chatOf(request.place.platform);
  const message = await chat.update(shown, await illustrate(resultView(focus), stores.pictures));
  await threads.show(focus, message);
  if (message.id !== shown.id)
    await chat
      .react?.(message, usefulReactions(focus.result, chat.limits.seededReactions))
      .catch(() => {});
  return undefined;
};
