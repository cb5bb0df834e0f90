import { Job as BullJob, Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { WordbrushError } from '../../pipeline/errors.ts';
import type { Progress } from '../../pipeline/types.ts';
import {
  bullPriority,
  cancelledKey,
  connectRedis,
  EVENTS,
  type JobData,
  KEEP_SECONDS,
  QUEUE,
} from './bull.ts';
import { hearProgress, readEnding } from './bull-endings.ts';
import { LateJobs } from './bull-leases.ts';
import { clearOldEvents, Leftovers } from './bull-leftovers.ts';
import { type Placed, Places } from './bull-places.ts';
import {
  ATTEMPTS,
  type Ending,
  isSameTurn,
  type Job,
  type JobQueue,
  priorityOf,
  type QueuedJob,
  type QueueListener,
} from './job-queue.ts';
import { announceModel, type QueueModel } from './queue-model.ts';
import { claimQueue } from './queue-store.ts';

export interface BullQueueOptions {
  /** `redis://…` */
  readonly url: string;
  /** Redis's and BullMQ's own troubles; they pass when Redis is back. */
  readonly onError: (error: unknown) => void;
  /** What its workers have to draw with. */
  readonly model?: QueueModel | undefined;
  /** Whose jobs they are: the identity of the store that the bot and its workers share. */
  readonly store?: string | undefined;
  /** How often the queue is looked through for what no event has reported, in milliseconds. */
  readonly sweepMs?: number | undefined;
}

/** A job that was added here, until its ending has been reported. */
interface Entry extends Placed {
  readonly priority: number;
  cancelled: boolean;
}

/** Kept for bots that are away for a moment. */
const MAX_EVENTS = 500;
const SWEEP_MS = 10_000;

/**
 * Jobs in a Redis, for workers on any machine. Any number of bots may share it: each reports the
 * jobs that were added to it. A bot that starts again adds its jobs again, and then learns what
 * became of them meanwhile, because an ended job stays in Redis until its ending has been reported.
 */
export class BullQueue implements JobQueue {
  readonly #redis: Redis;
  readonly #queue: Queue;
  readonly #events: QueueEvents;
  readonly #onError: (error: unknown) => void;
  readonly #entries = new Map<string, Entry>();
  readonly #places: Places;
  readonly #sweeper: NodeJS.Timeout;
  #listener: QueueListener | null = null;
  #stopHearing = (): void => {};
  #release = (): void => {};
  #leftovers: Leftovers | null = null;
  #idle: (() => void)[] = [];
  #closed = false;

  private constructor(
    redis: Redis,
    lastEventId: string,
    { onError, sweepMs = SWEEP_MS }: BullQueueOptions,
  ) {
    this.#redis = redis;
    this.#onError = onError;
    this.#queue = new Queue(QUEUE, {
      connection: redis,
      streams: { events: { maxLen: MAX_EVENTS } },
    });
    this.#places = new Places(redis, this.#queue, this.#entries, {
      moved: ({ job, position }) => this.#listener?.moved(job, position),
      missed: ({ job }) => this.#look(job.id),
      onError,
    });
    this.#events = new QueueEvents(QUEUE, { connection: redis, lastEventId });
    this.#queue.on('error', onError);
    this.#events.on('error', onError);
    this.#events.on('active', ({ jobId }) => this.#started(jobId));
    const look = ({ jobId }: { jobId: string }) => this.#look(jobId);
    const ended = ({ jobId }: { jobId: string }) => {
      if (this.#entries.has(jobId)) this.#look(jobId);
      else this.#leftovers?.clearOne(jobId).catch(onError);
    };
    this.#events.on('completed', ended).on('failed', ended).on('duplicated', look);
    const waits = ({ jobId }: { jobId: string }) => this.#waits(jobId);
    this.#events.on('waiting', waits).on('delayed', waits).on('stalled', waits);
    // After Redis was gone, what was reported meanwhile is asked for.
    redis.on('ready', () => this.#lookThrough());
    const late = new LateJobs(this.#queue);
    this.#sweeper = setInterval(() => {
      this.#lookThrough();
      late.promote(redis).catch(onError);
      this.#leftovers?.clear().catch(onError);
    }, sweepMs).unref();
  }

  /** @throws WordbrushError `io` when no Redis answers, or a bot with another store uses the queue */
  static async open(options: BullQueueOptions): Promise<BullQueue> {
    const { url, onError, model, store } = options;
    const redis = await connectRedis(url, onError);
    const release =
      store === undefined
        ? () => {}
        : await claimQueue(redis, store, url).catch((error: unknown) => {
            redis.disconnect();
            throw error;
          });
    if (model) await announceModel(redis, model);
    await clearOldEvents(redis);
    // From here on no event is missed, although listening starts a little later.
    const [last] = await redis.xrevrange(EVENTS, '+', '-', 'COUNT', 1);
    const queue = new BullQueue(redis, last?.[0] ?? '0-0', options);
    await Promise.all([queue.#queue.waitUntilReady(), queue.#events.waitUntilReady()]);
    const progressed = (id: string, progress: Progress): void => queue.#progressed(id, progress);
    queue.#release = release;
    queue.#stopHearing = await hearProgress(redis, progressed, onError);
    return queue;
  }

  listen(listener: QueueListener): void {
    this.#listener = listener;
    const isAwaited = async (id: string) => this.#entries.has(id) || (await listener.isKept(id));
    this.#leftovers = new Leftovers(this.#redis, this.#queue, isAwaited);
    this.#leftovers.clear().catch(this.#onError);
  }

  async add(job: Job): Promise<void> {
    if (this.#entries.has(job.id)) return;
    let own = 0;
    for (const other of this.#entries.values())
      if (other.state === 'waiting' && isSameTurn(other.job, job)) own++;
    const entry: Entry = {
      job,
      priority: priorityOf(job, own),
      state: 'waiting',
      position: 0,
      cancelled: false,
      ending: false,
    };
    this.#entries.set(job.id, entry);
    try {
      await this.#enqueue(entry);
    } catch (error) {
      this.#entries.delete(job.id);
      const why = error instanceof Error ? error.message : String(error);
      throw new WordbrushError('io', `The queue does not take a job: ${why}`, { cause: error });
    }
    this.#places.changed();
  }

  async cancel(id: string): Promise<boolean> {
    const entry = this.#entries.get(id);
    if (!entry || entry.cancelled || entry.ending) return false;
    entry.cancelled = true;
    try {
      await this.#redis.set(cancelledKey(id), '1', 'EX', KEEP_SECONDS);
    } catch (error) {
      entry.cancelled = false; // so that it can be asked again
      throw error;
    }
    // What a worker has is not removed: it ends once the worker has stopped.
    const ending =
      (await this.#endingOf(entry)) ??
      ((await this.#queue.remove(id)) === 1 ? ({ kind: 'cancelled' } as const) : null);
    if (ending) await this.#end(entry, ending);
    return ending === null || ending.kind === 'cancelled';
  }

  jobs(): readonly QueuedJob[] {
    const entries = [...this.#entries.values()];
    // One that has not been seen among the waiting yet is taken for their last.
    const rank = ({ state, position }: Entry) =>
      state === 'running' ? 0 : position || entries.length;
    return entries
      .sort((a, b) => rank(a) - rank(b))
      .map((entry) => ({ job: entry.job, state: entry.state, position: rank(entry) }));
  }

  async idle(): Promise<void> {
    if (this.#entries.size === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#sweeper);
    this.#places.close();
    this.#entries.clear();
    this.#tellIdle();
    this.#stopHearing();
    await this.#events.close().catch(this.#onError);
    await this.#queue.close().catch(this.#onError);
    this.#release();
    this.#redis.disconnect();
  }

  async #enqueue({ job, priority }: Entry): Promise<void> {
    await this.#queue.add(job.kind, { job, yielded: 0 } satisfies JobData, {
      jobId: job.id,
      priority: bullPriority(priority),
      attempts: ATTEMPTS,
      removeOnComplete: { age: KEEP_SECONDS },
      removeOnFail: { age: KEEP_SECONDS },
    });
  }

  #started(id: string): void {
    const entry = this.#entries.get(id);
    if (entry && entry.state !== 'running') {
      entry.state = 'running';
      entry.position = 0;
      this.#listener?.started(entry.job);
    }
    this.#places.changed();
  }

  #waits(id: string): void {
    const entry = this.#entries.get(id);
    if (entry) entry.state = 'waiting';
    this.#places.changed();
  }

  #progressed(id: string, progress: Progress): void {
    const entry = this.#entries.get(id);
    if (!entry || entry.ending) return;
    // It may be heard of before the event that says so.
    if (entry.state !== 'running') this.#started(id);
    this.#listener?.progressed(entry.job, progress);
  }

  /** Asks how it stands with a job, and reports its ending when it has one. */
  #look(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry || entry.ending) return;
    this.#endingOf(entry)
      .then((ending) => ending && this.#end(entry, ending))
      .catch(this.#onError);
  }

  /** How a job has ended; null while it waits or runs. */
  async #endingOf(entry: Entry): Promise<Ending | null> {
    const { id } = entry.job;
    // The state first: of a job that ends in between, what was read before has no outcome.
    const state = await this.#queue.getJobState(id);
    if (state === 'completed' || state === 'failed') {
      const ended = await BullJob.fromId(this.#queue, id);
      return ended ? await readEnding(this.#redis, this.#queue, ended, state) : null;
    }
    if (state === 'active') this.#started(id);
    if (state !== 'unknown' || entry.ending) return null;
    // Redis has come back without the job: it starts from the beginning.
    if (entry.cancelled) return { kind: 'cancelled' };
    await this.#enqueue(entry);
    return null;
  }

  #lookThrough(): void {
    for (const { job, state } of this.#entries.values())
      if (state === 'running') this.#look(job.id);
    this.#places.changed();
  }

  async #end(entry: Entry, ending: Ending): Promise<void> {
    if (entry.ending || this.#closed) return;
    entry.ending = true;
    try {
      await this.#listener?.ended(entry.job, ending);
      // Otherwise the next start reports it again, or the bot's watch has it done.
      if (!this.#closed) await this.#queue.remove(entry.job.id).catch(this.#onError);
    } finally {
      this.#entries.delete(entry.job.id);
      this.#places.changed();
      this.#tellIdle();
    }
  }

  #tellIdle(): void {
    if (this.#entries.size > 0) return;
    for (const resolve of this.#idle) resolve();
    this.#idle = [];
  }
}
