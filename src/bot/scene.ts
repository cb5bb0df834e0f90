import { pointerOf, type Scene } from './intent/intent-of.ts';
import { usableBy } from './learned/learned.ts';
import { wordsWith } from './learned/names.ts';
import { type BotRequest, isSamePlace, placeKey } from './request/requests.ts';
import type { LearnedSubjects } from './store/learned-subjects.ts';
import type { Threads } from './store/threads.ts';
import type { Focus } from './thread/thread.ts';

/** What a request is read against, as it is stored now. */
export async function sceneOf(
  {
    threads,
    learned,
    words = null,
    methods,
  }: Pick<Scene, 'words' | 'methods'> & {
    readonly threads: Threads;
    readonly learned: LearnedSubjects;
  },
  request: BotRequest,
): Promise<Scene> {
  const [thread, pointedAt, taught] = await Promise.all([
    threads.get(placeKey(request.place)),
    pointedAtBy(request, threads),
    learned.in(request.place),
  ]);
  const usable = usableBy(taught, request);
  const names = usable.map(({ name }) => name);
  return { thread, pointedAt, words: wordsWith(words, usable), methods, names };
}

async function pointedAtBy(request: BotRequest, threads: Threads): Promise<Focus | undefined> {
  const { place } = request;
  const pointer = pointerOf(request);
  if (!pointer) return undefined;
  const focus = await ('result' in pointer
    ? threads.ofResult(pointer.result)
    : threads.ofMessage({ place, id: pointer.message }));
  // Ids come from whoever presses, fills in or replies.
  const isHere = focus && isSamePlace(focus.thread.place, place);
  // Slack does not always say which thread of the channel the message of a reaction is in.
  return isHere || request.kind === 'reaction' ? focus : undefined;
}
