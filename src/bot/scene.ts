import { pointerOf, type Scene } from './intent/intent-of.ts';
import { type BotRequest, isSamePlace, placeKey } from './request/requests.ts';
import type { Threads } from './store/threads.ts';
import type { Subject } from './thread/thread.ts';

/** What a request is read against, as it is stored now. */
export async function sceneOf(
  { threads, words, methods }: Pick<Scene, 'words' | 'methods'> & { readonly threads: Threads },
  request: BotRequest,
): Promise<Scene> {
  const [thread, pointedAt] = await Promise.all([
    threads.get(placeKey(request.place)),
    pointedAtBy(request, threads),
  ]);
  return { thread, pointedAt, words, methods };
}

async function pointedAtBy(request: BotRequest, threads: Threads): Promise<Subject | undefined> {
  const { place } = request;
  const pointer = pointerOf(request);
  if (!pointer) return undefined;
  const subject = await ('result' in pointer
    ? threads.ofResult(pointer.result)
    : threads.ofMessage({ place, id: pointer.message }));
  // Ids come from whoever presses, fills in or replies.
  const isHere = subject && isSamePlace(subject.thread.place, place);
  // Slack does not always say which thread of the channel the message of a reaction is in.
  return isHere || request.kind === 'reaction' ? subject : undefined;
}
