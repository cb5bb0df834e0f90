import type { IntentOf } from '../intent/intent.ts';
import { type Place, personKey, placeKey, workspaceKey } from '../request/requests.ts';
import type { Services } from '../services.ts';
import { entriesOf } from '../store/stores.ts';
import {
  confirmForgetView,
  forgottenThreadView,
  forgottenView,
  nothingHere,
} from '../view/notices.ts';
import { administratorsForgetAll, notYoursToForget } from '../view/refusals.ts';
import type { Asked, Command, Reply } from './command.ts';
import { forgetScope, personScope, workspaceScope } from './forget-scope.ts';

/** `/forget`: deletes this thread, all of a person's pictures, or everything of this server. */
export const forget: Command<'forget'> = async (services, asked) => {
  const { request, intent } = asked;
  const { thread, confirmed } = intent;
  const what = intent.what ?? (thread ? 'thread' : 'mine');
  // Who names the thread means it.
  if (what === 'thread' && (confirmed || intent.what !== undefined))
    return await forgetThread(services, asked);
  if (what === 'everything' && !request.person.administrator)
    return { view: administratorsForgetAll() };
  if (!confirmed) return { view: confirmForgetView(what) };
  const scope =
    what === 'everything'
      ? workspaceScope(request.place)
      : personScope(personKey(request.place, request.person));
  const chat = services.chatOf(request.place.platform);
  return { view: forgottenView(await forgetScope(services, scope, chat)) };
};

/** Deletes everything of a server that has removed the bot: its channels' defaults too. */
export async function forgetWorkspace(services: Services, place: Place): Promise<void> {
  await forgetScope(services, workspaceScope(place));
  const { settings, asked } = services.stores;
  const isOfIt = (key: string): boolean => key.startsWith(`${workspaceKey(place)}/`);
  for await (const [key] of entriesOf(settings)) if (isOfIt(key)) await settings.delete(key);
  for await (const [key] of entriesOf(asked)) if (isOfIt(key)) await asked.delete(key);
}

async function forgetThread(
  services: Services,
  { request, intent: { thread: known }, answer }: Asked<IntentOf<'forget'>>,
): Promise<Reply | undefined> {
  const here = placeKey(request.place);
  const thread = known ?? (await services.threads.lost()).find(({ key }) => key === here);
  if (!thread) {
    const chat = services.chatOf(request.place.platform);
    // A kill may have come between the platform's thread and ours; elsewhere it may be anybody's.
    if (chat.clear) await chat.removeThread?.(request.place);
    await services.stores.scrub();
    return { view: nothingHere() };
  }
  if (!services.policy.mayManage(request, thread.owner))
    return { view: notYoursToForget(thread.owner.name) };
  // Before the thread goes in which the answer stands.
  await answer(forgottenThreadView(), 'private');
  const { key } = thread;
  await forgetScope(services, {
    hasThread: (other) => other.key === key,
    // What is being learned there is stopped; what is known belongs to no thread.
    hasLearned: ({ subject, place }) => subject === null && placeKey(place) === key,
    hasPlace: (place) => placeKey(place) === key,
    person: null,
  });
  return undefined;
}
