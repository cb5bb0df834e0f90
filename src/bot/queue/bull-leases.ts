/**
 * What keeps BullMQ's leases and delays right where a clock is set: a worker's, by which BullMQ finds
 * out when to renew a lease and when a delay is over, or Redis's, by which leases end.
 */
import { Job as BullJob, type Queue } from 'bullmq';
import type { Redis } from 'ioredis';

/** A lease is renewed so often in the time that it lasts. */
const RENEWALS = 3;
/** What a lease may be too long, in milliseconds: Redis's clock was set back by at least so much. */
const MAX_EXCESS_MS = 5 * 60_000;

/** Renews the lease of a running job until it is called off. */
export function renewLease(
  bullJob: BullJob,
  token: string | undefined,
  leaseMs: number,
): () => void {
  if (token === undefined) return () => {};
  const timer = setInterval(() => {
    // Another worker has it, or Redis is away for a moment.
    bullJob.extendLock(token, leaseMs).catch(() => {});
  }, leaseMs / RENEWALS).unref();
  return () => clearInterval(timer);
}

/**
 * Cuts leases that are much longer than any that is given: their worker may be gone, and nobody
 * would find that out before they end.
 */
export async function shortenLeases(
  redis: Redis,
  toKey: (name: string) => string,
  leaseMs: number,
): Promise<void> {
  const active = await redis.lrange(toKey('active'), 0, -1);
  for (const key of [toKey('stalled-check'), ...active.map((id) => toKey(`${id}:lock`))])
    if ((await redis.pttl(key)) > leaseMs + MAX_EXCESS_MS) await redis.pexpire(key, leaseMs);
}

/** Lets jobs that were put back for a moment go on when that moment is long over. */
export class LateJobs {
  readonly #queue: Queue;
  /** Put back when they were looked for last. */
  #seen = new Set<string>();

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  /** Called at intervals longer than any delay. */
  async promote(redis: Redis): Promise<void> {
    const delayed = await redis.zrange(this.#queue.toKey('delayed'), '0', '-1');
    for (const id of delayed)
      if (this.#seen.has(id)) await (await BullJob.fromId(this.#queue, id))?.promote();
    this.#seen = new Set(delayed);
  }
}
