import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChatError } from '../../src/bot/chat/chat.ts';
import type { KeptJob } from '../../src/bot/queue/kept-job.ts';
import type { Attachment } from '../../src/bot/request/requests.ts';
import { StoreFull } from '../../src/bot/store/store-full.ts';
import type { Source } from '../../src/bot/thread/thread.ts';
import { plainText } from '../../src/bot/view/views.ts';
import { WordbrushError } from '../../src/pipeline/errors.ts';
import { ANN, Conversation, command, keysOf, react, say } from './conversation.ts';
import { isAtWork } from './killed-anywhere.ts';
import { Gallows } from './killing.ts';

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

it('a request that was refused and could not be struck out is answered once', async () => {
  const { at } = await talk.thread();
  await talk.restart({ blockedWords: ['lion'] });
  const { requests } = talk.stores;
  const strike = requests.delete.bind(requests);
  requests.delete = async () => Promise.reject(new StoreFull('It is full.'));
  const before = talk.inThread(at).length;
  // As on Discord, where what is said to a message is seen by all.
  await talk.bot.handle(
    { ...say('cat -> lion'), place: at, person: ANN },
    async (view, _, nonce) => await talk.chat.post(at, view, nonce),
  );
  expect(talk.inThread(at)).toHaveLength(before + 1);
  requests.delete = strike;
  await talk.restart();
  await talk.bot.resume();
  await talk.bot.settled();
  expect(talk.inThread(at)).toHaveLength(before + 1);
  expect(isAtWork(talk.last(at))).toBe(false);
  expect(await leftOver()).toEqual([]);
});

describe('a closer inversion', () => {
  /** A picture whose closer inversion fails so many times. */
  const posted = async (times: number, error: Error): Promise<{ tries: () => number }> => {
    const { invert } = talk.model.pipeline;
    let tries = 0;
    talk.model.pipeline.invert = async (image, prompt, options) => {
      if (options?.method === 'null-text' && ++tries <= times) throw error;
      return await invert(image, prompt, options);
    };
    const options = { prompt: 'a cat', fidelity: 'full' };
    await talk.act(command('invert', options, { attachments: [talk.picture] }));
    await talk.bot.settled();
    return { tries: () => tries };
  };
  const source = async (): Promise<Source | undefined> => {
    const [key = ''] = await keysOf(talk.stores.threads);
    return Object.values((await talk.stores.threads.get(key))?.sources ?? {})[0];
  };
  const startAgain = async (): Promise<void> => {
    await talk.restart();
    await talk.bot.resume();
    await talk.bot.settled();
  };
  const lost = new WordbrushError('process-lost', 'The machines went away.');

  it('that came to nothing as its workers were lost is tried again by the next start', async () => {
    await posted(1, lost);
    expect((await source())?.report?.method).not.toBe('null-text');
    await startAgain();
    expect((await source())?.report?.method).toBe('null-text');
    expect(apologies()).toEqual([]);
    expect(await leftOver()).toEqual([]);
  });

  it('is tried twice and no more', async () => {
    const { tries } = await posted(9, lost);
    for (let i = 0; i < 3; i++) await startAgain();
    expect(tries()).toBe(2);
    expect(await source()).toMatchObject({ fidelity: 'quick' });
  });

  it('is tried once where the picture is to blame', async () => {
    const { tries } = await posted(9, new WordbrushError('bad-image', 'It is too small.'));
    await startAgain();
    expect(tries()).toBe(1);
  });

  it('whose job was damaged is begun anew', async () => {
    const { jobs } = talk.stores;
    const write = jobs.set.bind(jobs);
    Object.assign(jobs, {
      set: async (id: string, job: KeptJob, ttl?: number) =>
        job.kind === 'full' || (await write(id, job, ttl)),
    });
    const { invert } = talk.model.pipeline;
    const held = Promise.withResolvers<never>();
    held.promise.catch(() => {});
    talk.model.pipeline.invert = async (image, prompt, options) => {
      if (options?.method === 'null-text') return await held.promise;
      return await invert(image, prompt, options);
    };
    const options = { prompt: 'a cat', fidelity: 'full' };
    await talk.act(command('invert', options, { attachments: [talk.picture] }));
    await vi.waitFor(async () => expect((await source())?.report).toBeDefined(), WAIT);
    await vi.waitFor(async () => expect(await leftOver()).toEqual([]), WAIT);
    talk.model.pipeline.invert = invert;
    Object.assign(jobs, { set: write });
    held.reject(new Error('killed'));
    await startAgain();
    expect((await source())?.report?.method).toBe('null-text');
  });
});

describe('an edit that was killed before its result was kept', () => {
  const killed = async () => {
    const { at } = await talk.thread();
    const gallows = new Gallows();
    gallows.stand(talk);
    await talk.restart();
    gallows.onChange = () => {
      if (gallows.last === 'jobs.set') void gallows.kill();
    };
    await Promise.race([talk.act(say('cat -> lion'), { at }), gallows.killed]);
    await gallows.kill();
    expect(await keysOf(talk.stores.jobs)).toHaveLength(1);
    expect(talk.inThread(at)).toHaveLength(1);
    return at;
  };

  it('is asked for again, in those words', async () => {
    const at = await killed();
    new Gallows().stand(talk);
    talk.startAnew();
    await talk.bot.resume();
    await talk.bot.settled();
    expect(plainText(talk.last(at).view)).toContain('was stopped while it took this in');
    expect(await leftOver()).toEqual([]);
  });

  it('and whose job was damaged once its message was there does not start for ever', async () => {
    const at = await killed();
    const again = new Gallows();
    again.stand(talk);
    talk.startAnew();
    again.onChange = () => {
      if (again.last === 'working.set') void again.kill();
    };
    await Promise.race([talk.bot.resume(), again.killed]);
    await again.kill();
    expect(isAtWork(talk.last(at))).toBe(true);
    await talk.stores.jobs.clear();
    new Gallows().stand(talk);
    talk.startAnew();
    await talk.bot.resume();
    await talk.bot.settled();
    expect(plainText(talk.last(at).view)).toContain('Ask for it again');
    expect(await leftOver()).toEqual([]);
  });
});

it('an edit that failed where neither store nor chat took that is drawn by the next start', async () => {
  const { at } = await talk.thread();
  const { edit } = talk.model.pipeline;
  talk.model.pipeline.edit = async () =>
    Promise.reject(new WordbrushError('io', 'The disk is full.'));
  const [update, write] = [talk.chat.update, talk.stores.jobs.set];
  const away = new ChatError('unavailable', 'Away.', { retryAfterMs: 1 });
  await talk.act(say('cat -> lion'), { at });
  Object.assign(talk.chat, {
    update: async () => Promise.reject(away),
  });
  Object.assign(talk.stores.jobs, {
    set: async () => Promise.reject(new StoreFull('It is full.')),
  });
  await talk.bot.settled();
  Object.assign(talk.chat, { update });
  Object.assign(talk.stores.jobs, { set: write });
  talk.model.pipeline.edit = edit;
  await talk.restart();
  await talk.bot.resume();
  await talk.bot.settled();
  expect(talk.last(at).view.tone).toBe('done');
  expect(await leftOver()).toEqual([]);
});

it('a reaction that is taken back while its message is posted leaves no message', async () => {
  const { at, root } = await talk.thread();
  const before = talk.inThread(at).length;
  const post = talk.chat.post.bind(talk.chat);
  const posted = Promise.withResolvers<void>();
  talk.chat.post = async (...args) => {
    await posted.promise;
    return await post(...args);
  };
  await talk.act(react('🐱', root), { at });
  const drawn = talk.bot.settled();
  await vi.waitFor(async () => expect(await keysOf(talk.stores.jobs)).toHaveLength(1), WAIT);
  await talk.act(react('🐱', root, false), { at });
  const undone = talk.bot.settled();
  await vi.waitFor(async () => expect(await keysOf(talk.stores.jobs)).toEqual([]), WAIT);
  posted.resolve();
  await Promise.all([drawn, undone]);
  await talk.bot.settled();
  expect(talk.inThread(at)).toHaveLength(before);
  expect(await leftOver()).toEqual([]);
});

it('what a stopped bot still hears of its work is not shown over what the next one made', async () => {
  const { at } = await talk.thread();
  const { edit } = talk.model.pipeline;
  const begun = Promise.withResolvers<void>();
  // As a long step does, which looks at the signal once it is done.
  talk.model.pipeline.edit = async (_inversion, _specs, { signal, onProgress } = {}) => {
    begun.resolve();
    await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
    onProgress?.({ phase: 'edit', done: 3, total: 4 });
    throw new WordbrushError('cancelled', 'It was stopped.');
  };
  await talk.act(say('cat -> lion'), { at });
  await begun.promise;
  const update = talk.chat.update.bind(talk.chat);
  const nextIsDone = Promise.withResolvers<void>();
  talk.chat.update = async (ref, view) => {
    if (plainText(view).includes('75 %')) await nextIsDone.promise;
    return await update(ref, view);
  };
  await talk.restart();
  talk.model.pipeline.edit = edit;
  await talk.bot.resume();
  await talk.bot.settled();
  nextIsDone.resolve();
  await setImmediate();
  expect(talk.last(at).view.tone).toBe('done');
});
