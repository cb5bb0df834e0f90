import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { BotRequest, PlatformName } from '../request/requests.ts';
import { entriesOf, openStores, type Stores } from '../store/stores.ts';
import { Hourly } from './hourly.ts';

let stores: Stores;
/** What passes, whatever the machine's clock says. */
let now: number;
beforeEach(() => {
  now = Date.UTC(2026, 0, 1, 12);
  vi.useFakeTimers({ toFake: ['Date'], now });
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
const limits = (person: number, channel: number) =>
  new Hourly(stores.asked, { person, channel }, () => now);
const setClock = (minutes: number) => vi.setSystemTime(Date.now() + minutes * 60_000);
const pass = (minutes: number) => {
  now += minutes * 60_000;
  setClock(minutes);
};
const count = async (hourly: Hourly, request: BotRequest, pictures = 1) =>
  expect(await hourly.take(request, pictures)).toBeNull();

it('says when to come back, and means it', async () => {
  const hourly = limits(2, 0);
  await count(hourly, by('ann'));
  pass(20);
  expect(await hourly.refuse(by('ann'), 1)).toBeNull();
  await count(hourly, by('ann'));
  pass(28);
  expect(await hourly.refuse(by('ann'), 1)).toBe(
    'You have asked for 2 pictures in the last hour, and the limit for one person is 2. Come back in 12 minutes.',
  );
  expect(await hourly.refuse(by('ben'), 1)).toBeNull();
  pass(11);
  expect(await hourly.refuse(by('ann'), 1)).toContain('Come back in a minute');
  pass(1);
  expect(await hourly.refuse(by('ann'), 1)).toBeNull();
});

it('counts a channel’s pictures together, whoever asks, in whatever thread', async () => {
  const hourly = limits(0, 2);
  await count(hourly, by('ann'));
  await count(hourly, by('ben'));
  expect(await hourly.refuse(by('cy'), 1)).toMatch(
    /^This channel has asked for 2 pictures in the last hour, .* in 60 minutes/,
  );
  expect(await hourly.refuse(by('cy', 'elsewhere'), 1)).toBeNull();
});

it('counts every picture of a request, and says when all of them fit', async () => {
  const hourly = limits(5, 0);
  await count(hourly, by('ann'), 2);
  pass(10);
  await count(hourly, by('ann'), 2);
  expect(await hourly.take(by('ann'), 2)).toBe(
    'You have asked for 4 pictures in the last hour, and the limit for one person is 5. Come back in 50 minutes.',
  );
  expect(await hourly.take(by('ann'), 4)).toContain('Come back in 60 minutes');
  expect(await hourly.take(by('ann'), 6)).toBe(
    'That draws 6 pictures, and the limit for one person is 5 an hour. Ask for fewer.',
  );
  await count(hourly, by('ann'));
  expect(await hourly.refuse(by('ann'), 1)).toContain('5 pictures');
});

it('remembers after a restart, and where bots share a store', async () => {
  await count(limits(1, 0), by('ann'));
  expect(await limits(1, 0).refuse(by('ann'), 1)).not.toBeNull();
});

it('lets through no more than the limit of what is asked for at the same moment', async () => {
  const hourly = limits(3, 0);
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => hourly.take(by('ann'), 1)));
  expect(answers.filter((refusal) => refusal === null)).toHaveLength(3);
});

it('keeps nothing without a limit, for the web chat, or long after the hour', async () => {
  await count(limits(0, 0), by('ann'));
  const hourly = limits(1, 1);
  await count(hourly, by('you', 'web', 'web'));
  expect(await hourly.refuse(by('you', 'web', 'web'), 1)).toBeNull();
  const kept = async (): Promise<number> => {
    let entries = 0;
    for await (const _ of entriesOf(stores.asked)) entries++;
    return entries;
  };
  expect(await kept()).toBe(0);
  await count(hourly, by('ann'));
  expect(await kept()).toBe(2);
  pass(181);
  expect(await kept()).toBe(0);
});

it.each([
  ['forward', 60],
  ['back', -60],
])('holds when the machine’s clock is set %s by an hour', async (_, minutes) => {
  const hourly = limits(1, 0);
  await count(hourly, by('ann'));
  setClock(minutes);
  expect(await hourly.refuse(by('ann'), 1)).toContain('Come back in 60 minutes');
  pass(59);
  expect(await hourly.refuse(by('ann'), 1)).toContain('Come back in a minute');
  pass(1);
  expect(await hourly.refuse(by('ann'), 1)).toBeNull();
});

it('lets nobody wait longer than an hour where the clock was set back between two runs', async () => {
  await count(limits(1, 0), by('ann'));
  now -= 90 * 60_000;
  expect(await limits(1, 0).refuse(by('ann'), 1)).toContain('Come back in 60 minutes');
});
