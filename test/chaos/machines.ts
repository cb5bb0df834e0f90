import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { openRedis } from '../redis.ts';
import { BotUnderFire } from './bot-under-fire.ts';
import { type ChaosReport, examplePicture, generator, NO_HARM, reckon } from './chaos.ts';
import { Person } from './person.ts';
import { anHour } from './settable-clock.ts';
import { WorkerUnderFire } from './worker-under-fire.ts';

const WORKERS = 2;
const UNIT_MS = 40;
/** A worker that is frozen for longer has lost its job when it wakes. */
const LOST_AFTER_MS = 1_000;
const FROZEN_MS = 2_500;
const FULL_MS = 1_500;

/**
 * A bot, its workers and their Redis: by turns the bot is killed, a worker is killed, a worker is
 * frozen until another has its job, the Redis is full, and somebody's clock is set by an hour.
 */
export async function chaosOnMachines(rounds: number, seed: number): Promise<ChaosReport> {
  const random = generator(seed);
  const redis = await openRedis({ kept: true });
  const client = new Redis(redis.url);
  const harms = { ...NO_HARM };
  const person = new Person(await examplePicture(), random);
  const start = () => BotUnderFire.start(redis.url, 'workers');
  const hire = () => WorkerUnderFire.start(redis.url, UNIT_MS, LOST_AFTER_MS);
  const workers = await Promise.all(Array.from({ length: WORKERS }, hire));
  let bot = await start();
  const act = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) {
      await person.act(bot);
      await sleep(random() * 60);
    }
  };
  const harm: readonly (() => Promise<void>)[] = [
    async () => {
      await bot.kill();
      harms.kills++;
      bot = await start();
    },
    async () => {
      await workers.shift()?.kill();
      harms.workerKills++;
      workers.push(await hire());
    },
    async () => {
      const [worker] = workers;
      worker?.freeze();
      await Promise.all([sleep(FROZEN_MS), act(2)]);
      worker?.thaw();
      harms.frozen++;
    },
    async () => {
      await client.config('SET', 'maxmemory', '1mb');
      await Promise.all([sleep(FULL_MS), act(2)]);
      await client.config('SET', 'maxmemory', '0');
      harms.redisFull++;
      // The pause between two tries.
      await sleep(2 * FULL_MS);
    },
    async () => {
      for (const machine of [bot, ...workers]) if (random() < 0.5) machine.setClock(anHour(random));
      harms.clocks++;
      await act(4);
    },
  ];
  try {
    for (let round = 0; round < rounds; round++) {
      const asking = act(4);
      await sleep(random() * 500);
      // Killed, a bot answers no more: whoever asks then is refused, which is no promise.
      await harm[round % harm.length]?.();
      await asking;
    }
    await bot.kill();
    return await reckon({ where: redis.url, person, harms, start });
  } finally {
    await bot.kill();
    for (const worker of workers) await worker.kill();
    client.disconnect();
    await redis.close();
  }
}
