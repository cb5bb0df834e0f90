import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../../test/temporary.ts';
import { openStores } from '../stores.ts';
import { FolderClaim } from './folder-claim.ts';

const freshStore = (): string => join(temporaryFolder(), 'data', 'wordbrush.sqlite');

it('a second bot on one store is refused with what to do, and taken once the first has ended', async () => {
  const store = freshStore();
  const first = new FolderClaim(store);
  expect(() => new FolderClaim(store)).toThrow(
    /Another Wordbrush already uses .*wordbrush\.sqlite\. Stop/,
  );
  await first.release();
  await new FolderClaim(store).release();
});

it('nobody else on the machine may read what is kept', async () => {
  const store = freshStore();
  const claim = new FolderClaim(store);
  const stores = openStores(store, 60_000);
  await stores.pictures.set('a', new Uint8Array(10_000));
  const modeOf = (path: string): number => statSync(path).mode & 0o777;
  expect(modeOf(join(store, '..'))).toBe(0o700);
  for (const file of ['', '-wal', '-shm', '-claim', '-reserve'])
    expect(modeOf(`${store}${file}`).toString(8)).toBe('600');
  await stores.close();
  await claim.release();
});
