import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Learned } from '../learned/learned.ts';
import type { Place } from '../request/requests.ts';
import { LearnedSubjects } from './learned-subjects.ts';
import { entriesOf, openStores, type Stores } from './stores.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const PLACE: Place = { platform: 'discord', workspace: 'guild', channel: 'pictures' };
const ANN = { key: 'discord/ann', name: 'Ann' };
const REPORT = { method: 'dreambooth', steps: 1, seconds: 1, loss: 1, pictures: 3 } as const;

let stores: Stores;
let subjects: LearnedSubjects;
beforeEach(() => {
  stores = openStores(':memory:', 30 * DAY_MS);
  subjects = new LearnedSubjects(stores);
});
afterEach(() => stores.close());

const learned = (id: string, more: Partial<Learned> = {}): Learned => ({
  ...{ id, name: id, className: 'dog', owner: ANN, place: PLACE, shared: false },
  ...{ pictures: [], sheet: `${id}-sheet`, subject: `${id}-lora`, usedAt: Date.now(), ...more },
});

/** Keeps some as if they had been learned. */
async function given(...all: Learned[]): Promise<void> {
  for (const { sheet, pictures, subject, name, className } of all) {
    for (const id of [sheet, ...pictures]) await stores.pictures.set(id, Uint8Array.of(1));
    const model = { name, className, fingerprint: 'm', lora: null, embedding: new Uint8Array() };
    if (subject !== null) await stores.subjects.set(subject, { ...model, report: REPORT });
  }
  await stores.learned.set('discord/guild', all);
}

const kept = async (store: Parameters<typeof entriesOf>[0]): Promise<string[]> => {
  const keys: string[] = [];
  for await (const [key] of entriesOf(store)) keys.push(key);
  return keys.sort();
};

it('what was not used for as long as anything is kept goes with the next change, and all of it', async () => {
  await given(learned('old', { usedAt: Date.now() - 31 * DAY_MS }), learned('new'));
  await subjects.share(PLACE, 'new', true, () => {});
  expect((await subjects.in(PLACE)).map(({ id }) => id)).toEqual(['new']);
  expect(await kept(stores.pictures)).toEqual(['new-sheet']);
  expect(await kept(stores.subjects)).toEqual(['new-lora']);
});

it('what is used is kept as long again, written once a day', async () => {
  await given(learned('old', { usedAt: Date.now() - 29 * DAY_MS }), learned('new'));
  const [, before] = await subjects.in(PLACE);
  await subjects.used(PLACE, ['old-lora', 'new-lora']);
  const [old, fresh] = await subjects.in(PLACE);
  expect(Date.now() - old!.usedAt).toBeLessThan(DAY_MS);
  expect(fresh).toEqual(before);
});

it('what a job made for one that was forgotten meanwhile is deleted', async () => {
  await given(learned('milo', { subject: null, pictures: ['upload'] }));
  await subjects.forget(PLACE, ({ id }) => id === 'milo');
  expect(await kept(stores.pictures)).toEqual([]);
  const model = { name: 'milo', className: 'dog', fingerprint: 'm', lora: null };
  await stores.subjects.set('made', { ...model, embedding: new Uint8Array(), report: REPORT });
  const made = { kind: 'learned', subject: 'made', report: REPORT } as const;
  expect(await subjects.made(PLACE, 'milo', made)).toBeUndefined();
  expect(await kept(stores.subjects)).toEqual([]);
});

it('is told twice what was made, and has it once', async () => {
  await given(learned('milo', { subject: null, pictures: ['upload'] }));
  const made = { kind: 'learned', subject: 'milo-lora', report: REPORT } as const;
  for (const _ of [1, 2])
    expect(await subjects.made(PLACE, 'milo', made)).toMatchObject({ subject: 'milo-lora' });
  expect(await subjects.in(PLACE)).toHaveLength(1);
  expect(await kept(stores.pictures)).toEqual(['milo-sheet']);
});
