import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasRedis, NEEDS_REDIS, openRedis, type TestRedis } from '../../../test/redis.ts';
import { temporaryFolder, temporaryPath } from '../../../test/temporary.ts';
import { tensor } from '../../pipeline/tensor.ts';
import type { Inversion } from '../../pipeline/types.ts';
import { entriesOf, openStores, type StoreOptions, type Stores } from './stores.ts';

const freshFile = (): string => temporaryPath('stores.sqlite');

async function keysOf(keyv: Parameters<typeof entriesOf>[0]): Promise<string[]> {
  const keys: string[] = [];
  for await (const [key] of entriesOf(keyv)) keys.push(key);
  return keys.sort();
}

function inversionOf(numbers: number): Inversion {
  return {
    fingerprint: 'model',
    prompt: 'a cat',
    guidanceScale: 2,
    timesteps: [1],
    latent: { channels: 1, height: 1, width: numbers },
    trajectory: tensor(new Float32Array(numbers).fill(0.5), [1, numbers]),
    nullEmbeddings: tensor(Float32Array.of(-2, 1 / 3), [1, 2]),
    attention: tensor(Float32Array.of(0.25), [1]),
    picture: Uint8Array.of(1, 2, 3),
    report: {
      method: 'null-text',
      steps: 1,
      psnr: 30,
      vaePsnr: Number.POSITIVE_INFINITY,
      unetEvaluations: 1,
      gradientEvaluations: 0,
      seconds: 1,
    },
  };
}

/** Where entries lie, with the bytes under a key within reach of a test. */
interface TestBackend {
  readonly where: string;
  damage(key: string): Promise<void>;
}

/** What both kinds of stores promise. */
function describeStores(kind: string, openBackend: () => Promise<TestBackend>): void {
  describe(`stores ${kind}`, () => {
    let backend: TestBackend;
    let stores: Stores;
    const damaged: string[] = [];
    const open = (ttlMs: number, options: StoreOptions = {}): Stores => {
      const onDamage = (key: string) => void damaged.push(key);
      return openStores(backend.where, ttlMs, { onDamage, ...options });
    };
    beforeEach(async () => {
      backend = await openBackend();
      stores = open(60_000);
      damaged.length = 0;
    });
    afterEach(() => stores.close());

    it('keep typed arrays as they are, across a restart', async () => {
      await stores.pictures.set('a', Uint8Array.of(1, 2, 255));
      await stores.close();
      stores = open(60_000);
      expect(await stores.pictures.get('a')).toEqual(Uint8Array.of(1, 2, 255));
    });

    it('keep namespaces apart, when reading, iterating, deleting and clearing', async () => {
      await stores.pictures.set('same', Uint8Array.of(1));
      await stores.results.set('same', 'thread');
      await stores.results.set('*', 'another');
      expect(await stores.results.get('same')).toBe('thread');
      expect(await keysOf(stores.results)).toEqual(['*', 'same']);
      expect(await stores.results.delete('same')).toBe(true);
      expect(await stores.results.delete('same')).toBe(false);
      await stores.results.clear();
      expect(await keysOf(stores.results)).toEqual([]);
      expect(await keysOf(stores.pictures)).toEqual(['same']);
    });

    it('iterate over many entries, each once', async () => {
      const keys = Array.from({ length: 300 }, (_, i) => `key ${String(i).padStart(3, '0')}`);
      for (const key of keys) await stores.results.set(key, key);
      expect(await keysOf(stores.results)).toEqual(keys);
    });

    it('forget what has expired, and settings never', async () => {
      await stores.close();
      stores = open(30);
      await stores.results.set('old', 'thread');
      await stores.settings.set('place', { strength: 0.8 });
      await sleep(60);
      expect(await stores.results.get('old')).toBeUndefined();
      expect(await keysOf(stores.results)).toEqual([]);
      expect(await stores.settings.get('place')).toEqual({ strength: 0.8 });
    });

    it('go on without a damaged entry, and tell of it', async () => {
      for (const key of ['a', 'b', 'c']) await stores.results.set(key, `thread ${key}`);
      await backend.damage('result:b');
      expect(await keysOf(stores.results)).toEqual(['a', 'c']);
      expect(await stores.results.get('b')).toBeUndefined();
      expect(damaged).toEqual(['result:b']);
    });

    it('keep an inversion in half precision', async () => {
      const inversion = inversionOf(1_000);
      await stores.inversions.set('a', inversion);
      expect(await stores.inversions.bytes()).toBe(2 * (1_000 + 2 + 1) + 3);
      expect(await stores.inversions.get('a')).toEqual({
        ...inversion,
        nullEmbeddings: tensor(Float32Array.of(-2, 0.333251953125), [1, 2]),
      });
    });

    it('evict the oldest inversions when all take too much room', async () => {
      await stores.close();
      stores = open(60_000, { inversionBytes: 5_000 });
      for (const id of ['a', 'b', 'c']) {
        await stores.inversions.set(id, inversionOf(1_000));
        await sleep(2);
      }
      expect(await stores.inversions.get('a')).toBeUndefined();
      expect(await stores.inversions.get('b')).toBeDefined();
      expect(await stores.inversions.get('c')).toBeDefined();
      expect(await stores.inversions.bytes()).toBeLessThanOrEqual(5_000);
    });

    it('say that they work', async () => {
      await expect(stores.check()).resolves.toBeUndefined();
      expect(await keysOf(stores.open('check'))).toEqual([]);
    });
  });
}

describeStores('in a SQLite file', async () => {
  const where = freshFile();
  return {
    where,
    async damage(key) {
      const file = new DatabaseSync(where);
      file.prepare("UPDATE entries SET value = x'ff0f22' WHERE key = ?").run(key);
      file.close();
    },
  };
});

describe('a SQLite file', () => {
  it('that is full takes nothing more, says so, and gives what it has', async () => {
    const stores = openStores(freshFile(), 60_000, { maxBytes: 2 ** 19 });
    await stores.results.set('a', 'thread');
    const full = stores.pictures.set('big', new Uint8Array(2 ** 20));
    await expect(full).rejects.toThrow(/disk is full, or it has grown/);
    expect(await stores.results.get('a')).toBe('thread');
    await stores.results.set('b', 'thread');
    await stores.close();
  });

  it('that is none is refused with what to do', () => {
    expect(() => openStores(temporaryFolder(), 60_000)).toThrow(
      /Cannot open the store .* cannot be opened/,
    );
    expect(() => openStores(import.meta.filename, 60_000)).toThrow(
      /it is no database. Put a backup/,
    );
  });
});

if (!hasRedis) it.skip(NEEDS_REDIS);
else {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await openRedis({ kept: true });
  });
  afterAll(() => redis.close());

  describeStores('in Redis', async () => {
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
    return {
      where: redis.url,
      async damage(key) {
        const other = new Redis(redis.url);
        await other.set(`wordbrush:${key}`, 'nonsense');
        other.disconnect();
      },
    };
  });

  describe('a Redis', () => {
    it('that goes away is waited for, and nothing that was written is lost', async () => {
      const stores = openStores(redis.url, 60_000);
      await stores.results.set('before', 'thread');
      await redis.kill();
      const during = stores.results.set('during', 'thread');
      const reading = stores.results.get('before');
      await sleep(300);
      await redis.start();
      await during;
      expect(await reading).toBe('thread');
      expect(await stores.results.get('during')).toBe('thread');
      await stores.close();
    });

    it('that is not there is told of when checked', async () => {
      const stores = openStores('redis://127.0.0.1:1', 60_000);
      await expect(stores.check()).rejects.toThrow(/store in Redis failed: no answer/);
      await stores.close();
    });
  });
}
