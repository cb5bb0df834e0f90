import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { BotRequest, PlatformName } from '../request/requests.ts';
import { entriesOf, openStores, type Stores } from '../store/stores.ts';
import { Hourly } from './hourly.ts';

let stores: Stores;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 1, 12) });
  stores = openStores(':memory:', 24 * 60 * 60 * 1_000);
});
afterEach(async () => {
  vi.useRealTimers();
  await stores.close();
});

const by = (id: string, channel = 'pictures', platform: PlatformName = 'discord'): BotRequest => ({
  kind: 'command',
  name: 'edit',
  options: {},
  attachments: [],
  place: { platform, workspace: 'guild', channel, thread: `${id}’s thread` },
  person: { id, name: id, moderator: false },
});
const limits = (person: number, channel: number) => new Hourly(stores.asked, { person, channel });
const pass = (minutes: number) => vi.setSystemTime(Date.now() + minutes * 60_000);
const count = (hourly: Hourly, { place, person }: BotRequest, pictures = 1) =>
  hourly.count(`${place.platform}/${person.id}`, place, pictures);

it('says when to come back, and means it', async () => {
  const hourly = limits(2, 0);
  await count(hourly, by('ann'));
  pass(20);
  expect(await hourly.refuse(by('ann'))).toBeNull();
  await count(hourly, by('ann'));
  pass(28);
  expect(await hourly.refuse(by('ann'))).toBe(
    'You have asked for 2 pictures in the last hour, which is the most for one person. Come back in 12 minutes, at the earliest.',
  );
  expect(await hourly.refuse(by('ben'))).toBeNull();
  pass(11);
  expect(await hourly.refuse(by('ann'))).toContain('Come back in a minute');
  pass(1);
  expect(await hourly.refuse(by('ann'))).toBeNull();
});

it('counts a channel’s pictures together, whoever asks, in whatever thread', async () => {
  const hourly = limits(0, 2);
  await count(hourly, by('ann'));
  await count(hourly, by('ben'));
  expect(await hourly.refuse(by('cy'))).toMatch(
    /^This channel has asked for 2 pictures in the last hour, .* in 60 minutes/,
  );
  expect(await hourly.refuse(by('cy', 'elsewhere'))).toBeNull();
});

it('counts every picture of a request, and lets the last one go over', async () => {
  const hourly = limits(5, 0);
  await count(hourly, by('ann'), 4);
  expect(await hourly.refuse(by('ann'))).toBeNull();
  await count(hourly, by('ann'), 4);
  expect(await hourly.refuse(by('ann'))).toContain('5 pictures');
});

it('remembers after a restart, and where bots share a store', async () => {
  await count(limits(1, 0), by('ann'));
  expect(await limits(1, 0).refuse(by('ann'))).not.toBeNull();
});

it('counts what is asked for at the same moment', async () => {
  const hourly = limits(3, 0);
  await Promise.all([1, 2, 3].map(() => count(hourly, by('ann'))));
  expect(await hourly.refuse(by('ann'))).not.toBeNull();
});

it('keeps nothing without a limit, for the web chat, or after the hour', async () => {
  await count(limits(0, 0), by('ann'));
  const hourly = limits(1, 1);
  await count(hourly, by('you', 'web', 'web'));
  expect(await hourly.refuse(by('you', 'web', 'web'))).toBeNull();
  const kept = async (): Promise<number> => {
    let entries = 0;
    for await (const _ of entriesOf(stores.asked)) entries++;
    return entries;
  };
  expect(await kept()).toBe(0);
  await count(hourly, by('ann'));
  expect(await kept()).toBe(2);
  pass(61);
  expect(await kept()).toBe(0);
});
