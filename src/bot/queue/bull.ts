/** What the two ends of a BullMQ queue have in common: names, keys and what is written there. */
import type { Job as BullJob } from 'bullmq';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { ERROR_CODES, WordbrushError } from '../../pipeline/errors.ts';
import { Outcome } from '../outcome/outcome.ts';
import { addressOf } from '../store/redis-address.ts';
import { type Ending, Job } from './job-queue.ts';

export const QUEUE = 'wordbrush';

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
export const Carried = z.strictObject({
  job: Job,
  /** How often it made way for shorter work. */
  yielded: z.int(),
});
export type Carried = z.infer<typeof Carried>;

const Refusal = z.strictObject({ code: z.enum(ERROR_CODES), message: z.string() });

/** BullMQ keeps the message of a failed job's error, so that is where the code goes too. */
export function writeRefusal({ code, message }: WordbrushError): string {
  return JSON.stringify({ code, message } satisfies z.infer<typeof Refusal>);
}

function readFailure(reason: string): Error {
  if (/stalled more than allowable/u.test(reason))
    return new WordbrushError(
      'process-lost',
      'The machines that worked on this went away each time, most often for want of memory. Try ' +
        'a smaller picture, or tell whoever runs this bot.',
    );
  const refusal = Refusal.safeParse(parseJson(reason));
  if (!refusal.success) return new Error(reason);
  return new WordbrushError(refusal.data.code, refusal.data.message);
}

/** How a job ended that BullMQ says is over. */
export function readEnding(
  { failedReason, returnvalue }: BullJob,
  state: 'completed' | 'failed',
): Ending {
  if (state === 'failed') {
    const error = readFailure(failedReason);
    const cancelled = error instanceof WordbrushError && error.code === 'cancelled';
    return cancelled ? { kind: 'cancelled' } : { kind: 'failed', error };
  }
  const outcome = Outcome.safeParse(returnvalue);
  return outcome.success
    ? { kind: 'done', outcome: outcome.data }
    : { kind: 'failed', error: outcome.error };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Connects to Redis, once; later on it reconnects for ever, and what is asked of it meanwhile waits.
 *
 * @throws WordbrushError `io` when there is none at the address
 */
export async function connect(url: string, onError: (error: unknown) => void): Promise<Redis> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: null });
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
