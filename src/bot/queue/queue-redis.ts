import type { Redis } from 'ioredis';

/**
 * Has a connection, and those that BullMQ makes like it, end when they are told to. ioredis, told so between
 * two tries to connect again, just stops trying: what was asked of it is never answered, and who awaits its
 * end, as BullMQ does, waits for ever.
 */
export function endsWhenTold<Mapping extends 'legacy' | 'resp3'>(
  redis: Redis<Mapping>,
): Redis<Mapping> {
  const disconnect = redis.disconnect.bind(redis);
  redis.disconnect = (reconnect = false) => {
    const isBetweenTries = redis.status === 'reconnecting' && !reconnect;
    disconnect(reconnect);
    if (!isBetweenTries) return;
    // However this last try comes out, it ends.
    redis.once('connect', () => disconnect());
    redis.connect().catch(() => {});
  };
  const duplicate = redis.duplicate.bind(redis);
  redis.duplicate = (override) => endsWhenTold(duplicate(override));
  return redis;
}

/**
 * Listens on a channel, on a connection of its own, and again whenever Redis was away. ioredis would do so by
 * itself too, but nobody hears of what fails then, and that ends the process.
 */
export async function listenOn(
  redis: Redis,
  channel: string,
  onError: (error: unknown) => void,
): Promise<Redis> {
  const listening: Redis = redis.duplicate({ autoResubscribe: false });
  listening.on('error', onError);
  await listening.subscribe(channel);
  listening.on('ready', () => {
    listening.subscribe(channel).catch(onError);
  });
  return listening;
}
