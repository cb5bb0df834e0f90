/** What stays in a BullMQ queue of jobs that nobody keeps any more. */
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { cancelledKey, EVENTS, KEEP_SECONDS } from './bull.ts';

/** Whether a job is still somebody's: of a bot in this process, or written down by any. */
export type IsAwaited = (id: string) => Promise<boolean>;

/**
 * Removes jobs that nobody awaits, with the words that they carry: their bot was killed after it had
 * forgotten them, or the Redis was full when they were to go. One that runs is stopped, and goes once
 * it has ended.
 */
export class Leftovers {
  readonly #redis: Redis;
  readonly #queue: Queue;
  readonly #isAwaited: IsAwaited;

  constructor(redis: Redis, queue: Queue, isAwaited: IsAwaited) {
    this.#redis = redis;
    this.#queue = queue;
    this.#isAwaited = isAwaited;
  }

  /** Looks through the whole queue. */
  async clear(): Promise<void> {
    const key = (name: string) => this.#queue.toKey(name);
    const [active, wait, ...sorted] = await Promise.all([
      this.#redis.lrange(key('active'), 0, -1),
      this.#redis.lrange(key('wait'), 0, -1),
      ...['prioritized', 'delayed', 'completed', 'failed'].map((name) =>
        this.#redis.zrange(key(name), '0', '-1'),
      ),
    ]);
    for (const id of [...wait, ...sorted.flat()]) await this.clearOne(id);
    for (const id of active)
      if (!(await this.#isAwaited(id)))
        await this.#redis.set(cancelledKey(id), '1', 'EX', KEEP_SECONDS);
  }

  /** Looks at one that does not run. */
  async clearOne(id: string): Promise<void> {
    // A job is written down before it is queued, so what is here and not awaited never will be.
    if (!(await this.#isAwaited(id))) await this.#queue.remove(id);
  }
}

/** Earlier versions let BullMQ tell progress and outcomes, with people's words, in its events. */
export async function clearOldEvents(redis: Redis): Promise<void> {
  for (const [, fields] of await redis.xrange(EVENTS, '-', '+'))
    if (fields[1] === 'progress') return void (await redis.xtrim(EVENTS, 'MAXLEN', 0));
}
