import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { entriesOf, openStores } from './stores.ts';

const path = (): string => join(tmpdir(), `wordbrush-stores-${randomUUID()}.sqlite`);

async function keysOf(keyv: Parameters<typeof entriesOf>[0]): Promise<string[]> {
  const keys: string[] = [];
  for await (const [key] of entriesOf(keyv)) keys.push(key);
  return keys;
}

it('keeps typed arrays as they are, across a restart', async () => {
  const file = path();
  const before = openStores(file, 60_000);
  await before.pictures.set('a', Uint8Array.of(1, 2, 3));
  await before.close();
  const after = openStores(file, 60_000);
  expect(await after.pictures.get('a')).toEqual(Uint8Array.of(1, 2, 3));
  await after.close();
});

it('keeps namespaces apart, when reading, iterating and clearing', async () => {
  const stores = openStores(path(), 60_000);
  await stores.pictures.set('same', Uint8Array.of(1));
  await stores.results.set('same', 'thread');
  expect(await stores.results.get('same')).toBe('thread');
  expect(await keysOf(stores.results)).toEqual(['same']);
  await stores.results.clear();
  expect(await keysOf(stores.results)).toEqual([]);
  expect(await keysOf(stores.pictures)).toEqual(['same']);
  await stores.close();
});

it('forgets what has expired, and settings never', async () => {
  const stores = openStores(path(), 30);
  await stores.results.set('old', 'thread');
  await stores.settings.set('place', { strength: 0.8 });
  await sleep(60);
  expect(await stores.results.get('old')).toBeUndefined();
  expect(await stores.settings.get('place')).toEqual({ strength: 0.8 });
  await stores.close();
});
