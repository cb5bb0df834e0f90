/** What the two ends of a BullMQ queue have in common: names, keys and what is written there. */
import { Redis } from 'ioredis';
import { z } from 'zod';
import { WordbrushError } from '../../pipeline/errors.ts';
import { addressOf } from '../store/redis-address.ts';
import { Job } from './job-queue.ts';
import { endsWhenTold } from './queue-redis.ts';

export const QUEUE = 'wordbrush';
/** BullMQ's stream of what happens in the queue. */
export const EVENTS = `bull:${QUEUE}:events`;

/** Seconds for which marks and forgotten jobs stay in Redis. */
export const KEEP_SECONDS = 7 * 24 * 60 * 60;

/** Set for a job that somebody has stopped; its worker looks at it. */
export const cancelledKey = (id: string): string => `${QUEUE}:cancelled:${id}`;
/** Set by the one worker that makes way for a job. */
export const makingWayKey = (id: string): string => `${QUEUE}:making-way:${id}`;

/** BullMQ's least number is the first to go; ours is the greatest. Its scores sort by both. */
export const bullPriority = (priority: number): number => 10_000 - priority;
export const scoreOf = (priority: number): number => bullPriority(priority) * 2 ** 32;

/** The data of a BullMQ job. */
export const JobData = z.strictObject({
  job: Job,
  /** How often it made way for shorter work. */
  yielded: z.int(),
});
export type JobData = z.infer<typeof JobData>;

/**
 * Connects to Redis, once; later on it reconnects until it is told to end, and what is asked of it meanwhile waits.
 *
 * @throws WordbrushError `io` when there is none at the address
 */
export async function connectRedis(url: string, onError: (error: unknown) => void): Promise<Redis> {
  const redis = endsWhenTold(new Redis(url, { lazyConnect: true, maxRetriesPerRequest: null }));
  let reason: unknown;
  redis.on('error', (error) => {
    reason = error;
    onError(error);
  });
  try {
    await redis.connect();
    return redis;
  } catch (error) {
    redis.disconnect();
    const why = reason ?? error;
    throw new WordbrushError(
      'io',
      `No Redis answers at ${addressOf(url)} (${why instanceof Error ? why.message : why}): start ` +
        'one there, or correct QUEUE_URL.',
      { cause: error },
    );
  }
}
