import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasRedis, NEEDS_REDIS, openRedis, type TestRedis } from '../../../../test/redis.ts';
import { RedisClaim } from './redis-claim.ts';

if (!hasRedis) it.skip(NEEDS_REDIS);
else
  describe('a claim on a Redis', { timeout: 60_000 }, () => {
    let redis: TestRedis;
    const claims: RedisClaim[] = [];
    const rivals: string[] = [];
    beforeAll(async () => {
      redis = await openRedis();
    });
    afterEach(async () => {
      for (const claim of claims.splice(0)) await claim.release();
      rivals.length = 0;
    });
    afterAll(() => redis.close());

    const claim = async (...platforms: Parameters<typeof RedisClaim.open>[1]) => {
      const { url } = redis;
      const made = await RedisClaim.open(url, platforms, (sentence) => rivals.push(sentence));
      claims.push(made);
      return made;
    };

    it('is refused to a second bot for a platform, with what to do, until the first has ended', async () => {
      const first = await claim('discord', 'web');
      await expect(claim('slack', 'discord')).rejects.toThrow(
        /^Another Wordbrush already serves Discord with the Redis at redis:\/\/127\.0\.0\.1:\d+\. Stop that one, or give this one a Redis of its own by STORE_URL\.$/,
      );
      await expect(claim('web')).rejects.toThrow(/the web chat .*set WORDBRUSH_WEB=off here/);
      await first.release();
      await claim('discord');
      expect(rivals).toEqual([]);
    });

    it('is given to bots for different platforms', async () => {
      await claim('discord');
      await claim('slack');
    });

    it('is given to one of two that come at the same moment', async () => {
      const came = await Promise.allSettled([claim('discord'), claim('discord')]);
      expect(came.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    it('ends with its process, at once where that is killed, and soon where it is frozen', async () => {
      const start = async (): Promise<ChildProcess> => {
        const child = spawn(process.execPath, ['--input-type=module', '--eval', HOLDER], {
          cwd: import.meta.dirname,
          env: { ...process.env, URL_OF_REDIS: redis.url },
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        await once(child.stdout, 'data');
        return child;
      };
      const doomed = await start();
      await expect(claim('discord')).rejects.toThrow(/Another Wordbrush/);
      doomed.kill('SIGKILL');
      await once(doomed, 'exit');
      await (await claim('discord')).release();

      const frozen = await start();
      try {
        frozen.kill('SIGSTOP');
        await claim('discord');
        frozen.kill('SIGCONT');
      } finally {
        frozen.kill('SIGKILL');
      }
    });

    it('is kept while its Redis is away for a moment', async () => {
      await claim('discord');
      await redis.kill();
      await redis.start();
      // The first connects again by itself.
      await expect
        .poll(() => claim('discord').then((second) => second.release(), String), {
          timeout: 20_000,
        })
        .toMatch(/Another Wordbrush/);
    });
  });

const HOLDER = `
  import { RedisClaim } from './redis-claim.ts';
  await RedisClaim.open(process.env.URL_OF_REDIS, ['discord'], () => {});
  console.log('ready');
`;
