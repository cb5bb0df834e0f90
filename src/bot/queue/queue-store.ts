import type { Redis } from 'ioredis';
import { WordbrushError } from '../../pipeline/errors.ts';
import { addressOf } from '../store/redis-address.ts';
import { QUEUE } from './bull.ts';
import { listenOn } from './queue-redis.ts';

/** Which store the jobs of a queue are of, by the store's identity. */
const KEY = `${QUEUE}:queue-store`;
/** A bot listens here as long as it is there, whatever ends it; nothing is ever said. */
const PRESENCE = `${QUEUE}:bot-with-store:`;

/**
 * A bot says which store its queue's jobs are of, until it is called off.
 *
 * @throws WordbrushError `io` while a bot with another store is there: each would remove the other's jobs
 */
export async function claimQueue(redis: Redis, store: string, url: string): Promise<() => void> {
  const presence = await listenOn(redis, PRESENCE + store, () => {}); // it connects again by itself
  const bots = await redis.pubsub('CHANNELS', `${PRESENCE}*`);
  if (bots.some((bot) => bot !== PRESENCE + store)) {
    presence.disconnect();
    throw new WordbrushError(
      'io',
      `Another Wordbrush, with another store, uses the queue at ${addressOf(url)}: each would remove the other’s jobs. Set STORE_URL to the same store for both, or QUEUE_URL to a queue of its own for this one.`,
    );
  }
  await redis.set(KEY, store);
  return () => presence.disconnect();
}

/** @throws WordbrushError `io` when the bot of this queue has said another store */
export async function checkStore(redis: Redis, store: string): Promise<void> {
  const said = await redis.get(KEY);
  if (said === null || said === store) return;
  throw new WordbrushError(
    'io',
    'The bot of this queue keeps its pictures in another store than this worker. Set STORE_URL to the same store on both; after a change, restart the bot first.',
  );
}
