/**
 * How a job ended, handed from its worker to its bot. BullMQ repeats what a job returns, why it failed
 * and how far it is in a stream of events, which outlives the job by hundreds of others: people's words
 * would be there after they were forgotten. So its events carry a worker's token alone, the ending stands
 * in the job's own entry, which goes with the job, and progress is told to those who listen and not kept.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job as BullJob, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { ERROR_CODES, WordbrushError } from '../../pipeline/errors.ts';
import { Progress } from '../../pipeline/types.ts';
import { Outcome } from '../outcome/outcome.ts';
import { isFullRedis } from '../store/store-full.ts';
import { QUEUE } from './bull.ts';
import type { Ending } from './job-queue.ts';
import { listenOn } from './queue-redis.ts';

/** What a worker writes down of an attempt. */
const Written = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done'), outcome: Outcome }),
  z.strictObject({
    kind: z.literal('failed'),
    /** Of an error that is for people. */
    code: z.enum(ERROR_CODES).nullable(),
    message: z.string(),
  }),
]);
export type Written = z.infer<typeof Written>;

const FULL_MS = 500;
const fieldOf = (token: string): string => `ending:${token}`;
/** Only who holds a job's lock may write: one that was frozen may have lost it to another. */
const WRITE = `
  if redis.call('get', KEYS[1]) ~= ARGV[1] or redis.call('exists', KEYS[2]) == 0 then return 0 end
  redis.call('hset', KEYS[2], ARGV[2], ARGV[3])
  return 1`;

export function failure(error: unknown): Written {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', code: error instanceof WordbrushError ? error.code : null, message };
}

/**
 * Writes down how an attempt ended; what BullMQ may be told of it. A Redis that is full is waited for.
 *
 * @throws WordbrushError `cancelled` where another worker has the job by now
 */
export async function writeEnding(
  redis: Redis,
  toKey: (name: string) => string,
  { id, token }: { readonly id: string; readonly token: string },
  written: Written,
): Promise<string> {
  const keys = [toKey(`${id}:lock`), toKey(id)] as const;
  const write = () =>
    redis.eval(WRITE, keys.length, ...keys, token, fieldOf(token), JSON.stringify(written));
  for (;;)
    try {
      if ((await write()) === 1) return token;
      throw new WordbrushError('cancelled', 'Another worker has taken the job.');
    } catch (error) {
      if (!isFullRedis(error)) throw error;
      await sleep(FULL_MS);
    }
}

/** How a job ended that BullMQ has told is over; null where it is there no more. */
export async function readEnding(
  redis: Redis,
  queue: Queue,
  { id = '', failedReason, returnvalue }: BullJob,
  state: 'completed' | 'failed',
): Promise<Ending | null> {
  if (state === 'failed' && /stalled more than allowable/u.test(failedReason))
    return { kind: 'failed', error: workersLost() };
  const token = state === 'failed' ? failedReason : String(returnvalue);
  const text = await redis.hget(queue.toKey(id), fieldOf(token));
  if (text === null)
    return (await redis.exists(queue.toKey(id))) === 0
      ? null
      : { kind: 'failed', error: new Error(`The queue has no outcome: ${token}`) };
  const written = Written.parse(JSON.parse(text));
  if (written.kind === 'done') return written;
  const { code, message } = written;
  if (code === 'cancelled') return { kind: 'cancelled' };
  return {
    kind: 'failed',
    error: code === null ? new Error(message) : new WordbrushError(code, message),
  };
}

function workersLost(): WordbrushError {
  return new WordbrushError(
    'process-lost',
    'The machines that worked on this went away each time, most often for want of memory. Try ' +
      'a smaller picture, or tell whoever runs this bot.',
  );
}

/** Where workers tell how far they are. */
const PROGRESS = `${QUEUE}:progress`;
const Told = z.strictObject({ job: z.string(), progress: Progress });

export async function tellProgress(redis: Redis, job: string, progress: Progress): Promise<void> {
  await redis.publish(PROGRESS, JSON.stringify({ job, progress } satisfies z.infer<typeof Told>));
}

/** Hears how far workers are, on a connection of its own, until it is called off. */
export async function hearProgress(
  redis: Redis,
  onProgress: (job: string, progress: Progress) => void,
  onError: (error: unknown) => void,
): Promise<() => void> {
  const hearing = await listenOn(redis, PROGRESS, onError);
  hearing.on('message', (_, text) => {
    const told = Told.safeParse(JSON.parse(text));
    if (told.success) onProgress(told.data.job, told.data.progress);
  });
  return () => hearing.disconnect();
}
