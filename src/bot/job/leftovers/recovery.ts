import { type Learned, titleOfLearned } from '../../learned/learned.ts';
import type { KeptJob } from '../../queue/kept-job.ts';
import {
  type MessageRef,
  type PlatformName,
  placeKey,
  workspaceKey,
} from '../../request/requests.ts';
import type { AtWork } from '../../store/at-work.ts';
import { entriesOf, type Stores, type Working } from '../../store/stores.ts';
import type { TakenIn } from '../../store/taken-in.ts';
import { isToImprove, type Result, resultOf, type Thread } from '../../thread/thread.ts';

const NOT_TAKEN_IN =
  'Wordbrush was stopped while it took this in, so nothing came of it. Send it again.';
const LOST = 'This was lost when Wordbrush was stopped. Ask for it again.';

const AGAIN = 'again-';

/**
 * The jobs that an earlier run left, oldest first. What it had not made a job of yet, and what has
 * lost its job, becomes a job that has failed: it is apologised for like any other. A closer inversion
 * that has lost its job, or came to nothing for a reason that may have passed, is tried once more.
 */
export async function leftJobs(
  stores: Stores,
  takenIn: TakenIn,
  atWork: AtWork,
  isConnected: (platform: PlatformName) => boolean,
): Promise<KeptJob[]> {
  for (const [id, { place, requester, title }] of await takenIn.left()) {
    if (!isConnected(place.platform)) continue;
    if (!(await stores.jobs.has(id)))
      await stores.jobs.set(id, {
        ...{ id, kind: 'edit', thread: placeKey(place), result: '', requester, title, place },
        ...{ at: Date.now(), message: null, ending: { kind: 'failed', sentence: NOT_TAKEN_IN } },
      });
    await stores.requests.delete(id);
  }
  // The threads first: a result is there only after its job.
  const { undrawn, unimproved } = await unfinishedResults(stores, isConnected);
  const unlearned = await unlearnedSubjects(stores, isConnected);
  const shown = await atWork.all();
  const jobs: KeptJob[] = [];
  for await (const [, job] of entriesOf(stores.jobs))
    if (isConnected(job.place.platform))
      jobs.push(await orNotTakenIn(stores, whereShown(job, shown)));
  const awaited = new Set(jobs.map(({ result }) => result));
  const working = new Map(shown.map(({ result, message }) => [result, message]));
  const lost = [
    ...undrawn.map((it) => lostJob(it, working.get(it.result.id))),
    ...unlearned.map((it) => lostLearning(it, working.get(it.id))),
    ...unimproved.map(improvement),
  ].filter(({ result }) => !awaited.has(result));
  for (const job of lost) {
    // Its job may have been of this run, and have come to its end between the two.
    if (!(await isToCome(stores, job))) continue;
    await stores.jobs.set(job.id, job);
    jobs.push(job);
  }
  return jobs.sort((a, b) => a.at - b.at);
}

/** A job that was killed between the two tells of the message before the one that shows it. */
function whereShown(kept: KeptJob, shown: readonly Working[]): KeptJob {
  const moved = shown.find(
    ({ job, message }) => job === kept.id && message.id !== kept.message?.id,
  );
  return moved ? { ...kept, message: moved.message } : kept;
}

/** A job of which nothing was posted and whose result was not kept: it was killed before that. */
async function orNotTakenIn(stores: Stores, job: KeptJob): Promise<KeptJob> {
  const { kind, thread, result, place, message, ending } = job;
  if (message || ending) return job;
  const kept = await stores.threads.get(thread);
  const isKept =
    kind === 'learn'
      ? (await stores.learned.get(workspaceKey(place)))?.some(({ id }) => id === result)
      : kept && resultOf(kept, result) !== undefined;
  return isKept ? job : { ...job, ending: { kind: 'failed', sentence: NOT_TAKEN_IN } };
}

function lostJob({ thread: { key, place }, result }: InThread, working?: MessageRef): KeptJob {
  return {
    id: `lost-${result.id}`,
    kind: result.parent === null ? 'quick' : 'edit',
    thread: key,
    result: result.id,
    requester: result.requester,
    title: result.title,
    place,
    at: Date.now(),
    message: result.message ?? working ?? null,
    ending: { kind: 'failed', sentence: LOST },
  };
}

function improvement({ thread, result }: InThread): KeptJob {
  const { id, requester, title, message = null } = result;
  return {
    ...{ id: `${AGAIN}${id}`, kind: 'full', thread: thread.key, result: id, requester, title },
    ...{ place: thread.place, at: Date.now(), message },
  };
}

/** Whether a closer inversion has been tried before. */
export function isSecondTry({ id }: Pick<KeptJob, 'id'>): boolean {
  return id.startsWith(AGAIN);
}

function lostLearning(learned: Learned, working: MessageRef | undefined): KeptJob {
  const { id, owner: requester, place } = learned;
  return {
    ...{ id: `lost-${id}`, kind: 'learn', thread: placeKey(place), result: id, requester, place },
    ...{ title: titleOfLearned(learned), at: Date.now(), message: working ?? null },
    ending: { kind: 'failed', sentence: LOST },
  };
}

/** Whether what a job was to make is not there yet. */
async function isToCome(
  stores: Stores,
  { kind, thread, result, place }: KeptJob,
): Promise<boolean> {
  if (kind === 'learn') {
    const learned = await stores.learned.get(workspaceKey(place));
    return learned?.find(({ id }) => id === result)?.subject === null;
  }
  const kept = await stores.threads.get(thread);
  if (kind === 'full') {
    const source = kept?.sources[result];
    return source !== undefined && isToImprove(source);
  }
  return kept !== undefined && resultOf(kept, result)?.pictures.length === 0;
}

async function unlearnedSubjects(
  stores: Stores,
  isConnected: (platform: PlatformName) => boolean,
): Promise<Learned[]> {
  const unlearned: Learned[] = [];
  for await (const [, all] of entriesOf(stores.learned))
    for (const learned of all)
      if (learned.subject === null && isConnected(learned.place.platform)) unlearned.push(learned);
  return unlearned;
}

interface InThread {
  readonly thread: Thread;
  readonly result: Result;
}

/** Results without a picture, and redrawn pictures whose closer inversion is to follow. */
async function unfinishedResults(
  stores: Stores,
  isConnected: (platform: PlatformName) => boolean,
): Promise<{ readonly undrawn: InThread[]; readonly unimproved: InThread[] }> {
  const undrawn: InThread[] = [];
  const unimproved: InThread[] = [];
  for await (const [, thread] of entriesOf(stores.threads)) {
    if (!isConnected(thread.place.platform)) continue;
    for (const result of thread.results) {
      const source = thread.sources[result.id];
      if (result.pictures.length === 0) undrawn.push({ thread, result });
      else if (source && isToImprove(source) && result.message) unimproved.push({ thread, result });
    }
  }
  return { undrawn, unimproved };
}
