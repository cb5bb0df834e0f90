import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Attachment } from '../../src/bot/request/requests.ts';
import { StoreFull } from '../../src/bot/store/store-full.ts';
import { plainText } from '../../src/bot/view/views.ts';
import { Conversation, command, keysOf, say } from './conversation.ts';

/** What a bot that starts makes of requests that come in, or end, while it looks for what was left. */
const WAIT = { timeout: 20_000 };

let talk: Conversation;
beforeEach(() => {
  talk = new Conversation();
});
afterEach(() => talk.close());

const apologies = (): string[] =>
  talk.chat.shown
    .map(({ view }) => plainText(view))
    .filter((text) => /was stopped|Something went wrong/u.test(text));
const leftOver = async (): Promise<string[]> => [
  ...(await keysOf(talk.stores.requests)),
  ...(await keysOf(talk.stores.jobs)),
];

it('a request that is in work is not taken for one that was left', async () => {
  const download = Promise.withResolvers<void>();
  const slow: Attachment = {
    name: 'cat.png',
    read: async (limit) => {
      await download.promise;
      return await talk.picture.read(limit);
    },
  };
  const asked = talk.act(command('invert', { prompt: 'a cat' }, { attachments: [slow] }));
  await vi.waitFor(async () => expect(await keysOf(talk.stores.requests)).toHaveLength(1), WAIT);
  await talk.bot.resume();
  download.resolve();
  await asked;
  await talk.bot.settled();
  const { place } = talk.chat.threads.at(-1)!;
  expect(talk.last(place).view.tone).toBe('done');
  expect(apologies()).toEqual([]);
  expect(await leftOver()).toEqual([]);
});

it('a job that ends while left ones are looked for is not taken for a lost one', async () => {
  const { at } = await talk.thread();
  const release = talk.model.hold();
  await talk.act(say('cat -> lion'), { at });
  const { jobs } = talk.stores;
  const all = jobs.iterator.bind(jobs);
  jobs.iterator = async function* (...args: Parameters<typeof all>) {
    release();
    await talk.bot.settled();
    yield* all(...args);
  };
  await talk.bot.resume();
  await talk.bot.settled();
  expect(talk.last(at).view.tone).toBe('done');
  expect(apologies()).toEqual([]);
  expect(await leftOver()).toEqual([]);
});

it('a job that is on its way out while left ones are looked for is not done again', async () => {
  const { at } = await talk.thread();
  const release = talk.model.hold();
  await talk.act(say('cat -> lion'), { at });
  const { jobs } = talk.stores;
  const [remove, erased] = [jobs.delete.bind(jobs), Promise.withResolvers<void>()];
  const erasing = Promise.withResolvers<void>();
  jobs.delete = async () => {
    jobs.delete = remove;
    erasing.resolve();
    await erased.promise;
    return await Promise.reject(new StoreFull('It is full.'));
  };
  release();
  await erasing.promise;
  const before = talk.model.calls.length;
  await talk.bot.resume();
  erased.resolve();
  await talk.bot.settled();
  expect(talk.model.calls).toHaveLength(before);
  expect(talk.last(at).view.tone).toBe('done');
  await vi.waitFor(async () => expect(await leftOver()).toEqual([]), WAIT);
});

it('a request that could not be struck out is not apologised for once its job is done', async () => {
  const { at } = await talk.thread();
  const { requests } = talk.stores;
  const strike = requests.delete.bind(requests);
  requests.delete = async () => Promise.reject(new StoreFull('It is full.'));
  await talk.act(say('cat -> lion'), { at });
  await talk.bot.settled();
  expect(talk.last(at).view.tone).toBe('done');
  // Killed before it could be tried again.
  requests.delete = strike;
  await talk.restart();
  await talk.bot.resume();
  await talk.bot.settled();
  expect(talk.last(at).view.tone).toBe('done');
  expect(apologies()).toEqual([]);
  expect(await leftOver()).toEqual([]);
});
