import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { temporaryFolder } from './temporary.ts';

/** Debian's; set REDIS_SERVER where it lies elsewhere. */
export const REDIS_SERVER = process.env.REDIS_SERVER ?? '/usr/bin/redis-server';
export const hasRedis = existsSync(REDIS_SERVER);
export const NEEDS_REDIS = `needs Redis at ${REDIS_SERVER}: apt-get install redis-server, or set REDIS_SERVER`;

/** A real Redis of the test's own, on a free port of the loopback address. */
export interface TestRedis {
  readonly url: string;
  /** Where it writes what it saves. */
  readonly folder: string;
  /** Kills it at once; `start` brings it back on the same port, with what it had written. */
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** `kept`: every write is on disk before it is answered, so that a killed one forgets nothing. */
export async function openRedis({ kept = false } = {}): Promise<TestRedis> {
  const port = await freePort();
  const folder = temporaryFolder();
  let server: ChildProcess | undefined;
  const redis: TestRedis = {
    url: `redis://127.0.0.1:${port}`,
    folder,
    async start() {
      const durable = kept ? ['--appendonly', 'yes', '--appendfsync', 'always'] : [];
      const where = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder];
      server = spawn(REDIS_SERVER, [...where, '--save', '', ...durable], { stdio: 'ignore' });
      await answers(redis.url);
    },
    async kill() {
      const running = server;
      server = undefined;
      if (!running || running.exitCode !== null) return;
      const gone = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGKILL');
      await gone;
    },
    async close() {
      await redis.kill();
    },
  };
  await redis.start();
  return redis;
}

async function answers(url: string): Promise<void> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => 50 });
  client.on('error', () => {});
  const late = sleep(20_000).then(() => {
    throw new Error(`Redis does not answer at ${url}.`);
  });
  await Promise.race([client.ping(), late]).finally(() => client.disconnect());
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (!address || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}
