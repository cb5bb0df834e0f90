import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Learned } from '../../learned/learned.ts';
import { entriesOf, openStores, type Stores } from '../../store/stores.ts';
import { Sweeping } from './sweeping.ts';

let stores: Stores;
beforeEach(() => {
  stores = openStores(':memory:', 60_000);
});
afterEach(() => stores.close());

const report = { method: 'dreambooth', steps: 1, seconds: 1, loss: 1, pictures: 3 } as const;
const place = { platform: 'discord', workspace: 'guild', channel: 'c' } as const;
const learned = (id: string, pictures: string[], subject: string | null): Learned => ({
  ...{ id, name: id, className: 'dog', owner: { key: 'discord/ann', name: 'Ann' }, place },
  ...{ shared: false, pictures, sheet: `${id}-sheet`, subject, usedAt: Date.now() },
});

it('leaves what learned subjects hold, and what is being learned from; takes what nobody holds', async () => {
  const all = [learned('known', [], 'lora'), learned('learning', ['upload'], null)];
  await stores.learned.set('discord/guild', all);
  const pictures = ['known-sheet', 'learning-sheet', 'upload', 'orphan'];
  for (const id of pictures) await stores.pictures.set(id, Uint8Array.of(1));
  const model = { name: 'known', className: 'dog', fingerprint: 'm', lora: null };
  for (const id of ['lora', 'job.attempt'])
    await stores.subjects.set(id, { ...model, embedding: Uint8Array.of(1), report });
  const sweeping = new Sweeping(stores, () => {}, 0);
  await sweeping.sweep();
  await sweeping.afterJob('job', undefined, all);
  const left: string[] = [];
  for await (const [id] of entriesOf(stores.pictures)) left.push(id);
  for await (const [id] of entriesOf(stores.subjects)) left.push(id);
  expect(left.sort()).toEqual(['known-sheet', 'learning-sheet', 'lora', 'upload']);
});
