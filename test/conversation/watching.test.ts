import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChatError } from '../../src/bot/chat/chat.ts';
import { InProcessQueue } from '../../src/bot/queue/in-process-queue.ts';
import { messageKey, placeKey } from '../../src/bot/request/requests.ts';
import { plainText, text, view } from '../../src/bot/view/views.ts';
import { soon } from '../soon.ts';
import { Conversation, keysOf, say } from './conversation.ts';
import { begin, DOINGS, isAtWork, snapshot } from './killed-anywhere.ts';
import { Gallows } from './killing.ts';

/** The looks that a running bot takes at what nobody goes on with; see `job/leftovers/watch.ts`. */
const LOST = /lost on the way/u;

let talk: Conversation;
afterEach(() => talk.close());

describe('a message whose job is no more', () => {
  beforeEach(() => {
    talk = new Conversation();
  });

  /** A message that says that work goes on, which it does not. */
  const forsaken = async () => {
    const { at, root } = await talk.thread();
    const message = await talk.chat.post(at, view('working', text('Starting')));
    await talk.stores.working.set(messageKey(message), { job: 'j', result: 'r', message });
    const shown = () => plainText(talk.chat.messages.get(messageKey(message))!.views.at(-1)!);
    return { at, root, message, shown };
  };

  it('is ended by the second look, with what to do', async () => {
    const { shown } = await forsaken();
    await talk.bot.watch();
    expect(shown()).toBe('Starting');
    await talk.bot.watch();
    expect(shown()).toBe('What was asked for here was lost on the way. Ask for it again.');
    expect(await keysOf(talk.stores.working)).toEqual([]);
  });

  it('is ended by the next start at once', async () => {
    const { shown } = await forsaken();
    await talk.restart();
    await talk.bot.resume();
    expect(shown()).toMatch(LOST);
  });

  it('is left for later where the platform is away', async () => {
    const { shown } = await forsaken();
    await talk.bot.watch();
    talk.chat.failure = new ChatError('unavailable', 'Away.');
    await talk.bot.watch();
    expect(shown()).toBe('Starting');
    for (let i = 0; i < 2; i++) await talk.bot.watch();
    expect(shown()).toMatch(LOST);
  });

  it('is given up where the bot may not post any more', async () => {
    const { shown } = await forsaken();
    await talk.bot.watch();
    talk.chat.failure = new ChatError('forbidden', 'I may not.');
    await talk.bot.watch();
    expect(await keysOf(talk.stores.working)).toEqual([]);
    for (let i = 0; i < 2; i++) await talk.bot.watch();
    expect(shown()).toBe('Starting');
  });

  it('goes where another message shows the result', async () => {
    const { at, message } = await forsaken();
    const [key = ''] = await keysOf(talk.stores.threads);
    const result = (await talk.stores.threads.get(key))!.results[0]!.id;
    await talk.stores.working.set(messageKey(message), { job: 'j', result, message });
    for (let i = 0; i < 2; i++) await talk.bot.watch();
    expect(talk.inThread(at)).toHaveLength(1);
    expect(talk.last(at).view.tone).toBe('done');
  });

  it('is nothing to look for once it was removed', async () => {
    const { message } = await forsaken();
    await talk.chat.remove(message);
    for (let i = 0; i < 2; i++) await talk.bot.watch();
    expect(await keysOf(talk.stores.working)).toEqual([]);
  });
});

it.each([
  ['goes where the bot may not post any more', 'forbidden', 0],
  ['stays where the platform is away', 'unavailable', 1],
] as const)('a left job without a message %s', async (_, code, left) => {
  talk = new Conversation();
  const { at } = await talk.thread();
  const requester = { key: 'discord/ann', name: 'Ann' };
  await talk.stores.jobs.set('j', {
    ...{ id: 'j', kind: 'edit', thread: placeKey(at), result: 'r', requester, place: at, at: 1 },
    ...{ title: 'cat -> lion', message: null, ending: { kind: 'failed', sentence: 'Lost.' } },
  });
  await talk.restart();
  talk.chat.post = async () => Promise.reject(new ChatError(code, 'No.'));
  await talk.bot.resume();
  expect(await keysOf(talk.stores.jobs)).toHaveLength(left);
});

it('a job that no queue has and nobody does anything about is taken up again', async () => {
  talk = new Conversation();
  const { at } = await talk.thread();
  const { add } = InProcessQueue.prototype;
  InProcessQueue.prototype.add = async () => {};
  try {
    await talk.act(say('cat -> lion'), { at });
  } finally {
    InProcessQueue.prototype.add = add;
  }
  await talk.bot.watch();
  await talk.bot.settled();
  expect(isAtWork(talk.last(at))).toBe(true);
  await talk.bot.watch();
  await talk.bot.settled();
  expect(talk.last(at).view.tone).toBe('done');
  expect(await keysOf(talk.stores.jobs)).toEqual([]);
});

// What drops a job sees to its message itself, within less than the minutes between two looks.
const {
  'a reaction, and another': _,
  'an edit whose thread is forgotten meanwhile': __,
  ...CONTINUOUS
} = DOINGS;

it('a job that waits to be taken up is not lost, however long the start takes', async () => {
  talk = new Conversation();
  const { at } = await talk.thread();
  const release = talk.model.hold();
  for (const wish of ['cat -> lion', 'cat -> dog']) await talk.act(say(wish), { at });
  const waits = talk.last(at);
  await talk.restart();
  release();
  vi.useFakeTimers({ toFake: ['setInterval'] });
  const isThere = Promise.withResolvers<void>();
  const { jobs } = talk.stores;
  const all = jobs.iterator.bind(jobs);
  jobs.iterator = async function* (...args: Parameters<typeof all>) {
    await isThere.promise;
    yield* all(...args);
  };
  const looked = vi.spyOn(talk.stores.working, 'iterator');
  const resuming = talk.bot.resume();
  await soon(() => expect(looked).toHaveBeenCalledTimes(1));
  for (let i = 0; i < 3; i++) {
    vi.advanceTimersByTime(5 * 60_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  vi.useRealTimers();
  expect(plainText(talk.inThread(at).find(({ id }) => id === waits.id)!.view)).not.toMatch(LOST);
  isThere.resolve();
  await resuming;
  await talk.bot.settled();
  expect(talk.inThread(at).map(({ view }) => view.tone)).toEqual(['done', 'done', 'done']);
});

describe.each(['discord', 'slack'] as const)('on %s a look at any moment', (platform) => {
  it.each(Object.entries(CONTINUOUS))('leaves alone: %s', async (_, doing) => {
    const setting = await begin(platform);
    talk = setting.talk;
    const restore = await snapshot(talk);
    const run = async (isWatched: boolean): Promise<string[]> => {
      const gallows = new Gallows();
      gallows.stand(talk);
      talk.startAnew();
      const looks: Promise<void>[] = [];
      const { bot } = talk;
      if (isWatched) gallows.onChange = () => void looks.push(bot.watch().catch(() => {}));
      await doing(setting);
      await bot.settled();
      gallows.onChange = () => {};
      await Promise.all(looks);
      expect(await keysOf(talk.stores.working)).toEqual([]);
      await bot.close();
      return talk.chat.shown.map((it) => plainText(it.view).replace(/[\d.]+ s$/mu, '')).sort();
    };
    const alone = await run(false);
    await restore();
    expect(await run(true)).toEqual(alone);
    for (const { views } of talk.chat.messages.values())
      for (const each of views) expect(plainText(each)).not.toMatch(LOST);
  });
});
