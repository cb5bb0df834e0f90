import type { Chat } from '../chat/chat.ts';
import type { Learned } from '../learned/learned.ts';
import { type MessageRef, type Place, workspaceKey } from '../request/requests.ts';
import type { Services } from '../services.ts';
import { entriesOf } from '../store/stores.ts';
import type { Thread } from '../thread/thread.ts';

/** What is to be forgotten: whole threads, one person's part in others, and what waits anywhere. */
export interface Scope {
  readonly hasThread: (thread: Pick<Thread, 'key' | 'place' | 'owner'>) => boolean;
  readonly hasPlace: (place: Place) => boolean;
  readonly hasLearned: (learned: Learned) => boolean;
  /** The `personKey` of who is forgotten everywhere. */
  readonly person: string | null;
}

export function personScope(person: string): Scope {
  const isTheirs = ({ owner }: Pick<Thread | Learned, 'owner'>): boolean => owner.key === person;
  return { hasThread: isTheirs, hasLearned: isTheirs, hasPlace: () => false, person };
}

export function workspaceScope(workspace: Place): Scope {
  const hasPlace = (place: Place): boolean => workspaceKey(place) === workspaceKey(workspace);
  const isOfIt = ({ place }: Pick<Thread | Learned, 'place'>): boolean => hasPlace(place);
  return { hasThread: isOfIt, hasLearned: isOfIt, hasPlace, person: null };
}

export interface Forgotten {
  readonly threads: number;
  /** In other threads. */
  readonly results: number;
  /** Learned ones. */
  readonly subjects: number;
}

/**
 * Deletes all of a scope; how much that was.
 *
 * @param cleared the chat of which nothing at all is wanted any more, where nobody else keeps it
 */
export async function forgetScope(
  { stores, threads, learned, jobs, chatOf }: Services,
  scope: Scope,
  cleared?: Chat,
): Promise<Forgotten> {
  const taught = new Set<string>();
  for await (const each of learned.everywhere())
    if (each.subject !== null && scope.hasLearned(each)) taught.add(each.subject);
  const whole: Thread[] = [];
  const parts: { thread: Thread; results: string[] }[] = [];
  for await (const thread of threads.all())
    if (scope.hasThread(thread)) whole.push(thread);
    else parts.push({ thread, results: resultsIn(thread, scope, taught) });
  const lost = (await threads.lost()).filter(scope.hasThread);
  const gone = new Set([
    ...lost.flatMap(({ results }) => results),
    ...whole.flatMap(({ results }) => results.map(({ id }) => id)),
    ...parts.flatMap(({ results }) => results),
  ]);
  const keys = new Set([...whole, ...lost].map(({ key }) => key));

  // What waits goes first, so that nothing is made anew of what is deleted.
  for await (const [id, { requester, place }] of entriesOf(stores.requests))
    if (requester.key === scope.person || scope.hasPlace(place)) await stores.requests.delete(id);
  for await (const [id, requester] of entriesOf(stores.bursts))
    if (gone.has(id) || requester.key === scope.person) await stores.bursts.delete(id);
  for await (const [key] of entriesOf(stores.asked))
    if (key === scope.person) await stores.asked.delete(key);
  const messages: MessageRef[] = [];
  const dropped = new Set<string>();
  for await (const [, job] of entriesOf(stores.jobs)) {
    const { thread, result, requester, place, message } = job;
    if (
      !keys.has(thread) &&
      !gone.has(result) &&
      requester.key !== scope.person &&
      !scope.hasPlace(place)
    )
      continue;
    await jobs.drop(job);
    dropped.add(job.id);
    if (message) messages.push(message);
  }
  // Of what was being accepted the message may not be written down with its job yet.
  for await (const [, { job, result, message }] of entriesOf(stores.working))
    if (dropped.has(job) || gone.has(result) || scope.hasPlace(message.place))
      messages.push(message);
  // A result may be shown by several messages.
  messages.push(...(await threads.unlink(gone)));

  const subjects = await learned.forgetEverywhere(scope.hasLearned);
  // One that is shown where everything goes loses its message, and stays.
  for await (const { message } of learned.everywhere())
    if (message && scope.hasPlace(message.place)) messages.push(message);
  messages.push(...subjects.flatMap(({ message }) => message ?? []));

  for (const thread of whole) {
    await threads.forget(thread.key);
    const chat = chatOf(thread.place.platform);
    await removeAll(jobs, [...messagesOf(thread), ...thread.otherMessages]);
    await chat.removeThread?.(thread.place).catch(() => {});
  }
  for (const thread of lost) {
    await threads.forgetLost(thread);
    const { key, place } = thread;
    // Another may have been begun there meanwhile.
    if (!(await threads.get(key)))
      await chatOf(place.platform)
        .removeThread?.(place)
        .catch(() => {});
  }
  if (lost.length > 0) await jobs.sweepAttempts();
  for (const { thread, results } of parts) {
    const shown = messagesOf(thread).filter(({ result }) => results.includes(result));
    const { person } = scope;
    await threads.apply(thread.key, { kind: 'withdrawn', results, person });
    await removeAll(jobs, shown);
  }
  await removeAll(jobs, messages);
  await cleared?.clear?.();
  await stores.scrub();
  return {
    threads: whole.length + lost.length,
    results: parts.flatMap(({ results }) => results).length,
    subjects: subjects.length,
  };
}

/**
 * What people of the scope made in a thread of somebody else, and all that was made from their pictures:
 * from those that they edited, and those that subjects were learned from.
 */
function resultsIn({ results }: Thread, { person }: Scope, taught: ReadonlySet<string>): string[] {
  const own = results.filter(({ requester }) => requester.key === person).map(({ id }) => id);
  return results
    .filter(
      ({ id, source, subjects = [] }) =>
        own.includes(id) ||
        own.includes(source) ||
        subjects.some(({ subject }) => taught.has(subject)),
    )
    .map(({ id }) => id);
}

function messagesOf(thread: Thread): (MessageRef & { readonly result: string })[] {
  return thread.results.flatMap(({ id, message }) => (message ? [{ ...message, result: id }] : []));
}

async function removeAll(jobs: Services['jobs'], messages: readonly MessageRef[]): Promise<void> {
  for (const { id, place } of messages) await jobs.removeMessage({ id, place }).catch(() => {});
}
