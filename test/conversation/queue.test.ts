import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChatError } from '../../src/bot/chat/chat.ts';
import { KeptJob, KeptRequest } from '../../src/bot/queue/kept-job.ts';
import { StoreFull } from '../../src/bot/store/store-full.ts';
import { Thread } from '../../src/bot/thread/thread.ts';
import { plainText } from '../../src/bot/view/views.ts';
import { soon } from '../soon.ts';
import { BEN, Conversation, command, press, react, say } from './conversation.ts';
import { fakeModel } from './fake-model.ts';

let talk: Conversation;
beforeEach(() => {
  talk = new Conversation();
});
afterEach(() => talk.close());

describe('buttons', () => {
  it('work after a restart', async () => {
    const { at } = await talk.thread();
    await talk.act(say('cat -> lion'), { at });
    await talk.bot.settled();
    await talk.restart();
    await talk.act(press('Stronger', talk.last(at)), { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toMatchObject([{ strength: 0.8 }]);
    await talk.act(press('Undo', talk.last(at)), { at });
    expect(plainText(talk.last(at).view)).toContain('Undone');
  });

  it('that are not known get a sentence', async () => {
    const [told] = await talk.act({ kind: 'button', message: 'm1', id: 'constructor:x' });
    expect(told).toMatchObject({ tone: 'problem' });
  });
});

describe('the queue', () => {
  it('leaves no message at work where neither store nor chat took its ending', async () => {
    const { at } = await talk.thread();
    const release = talk.model.hold();
    await talk.act(say('cat -> lion'), { at });
    const update = talk.chat.update;
    const away = new ChatError('unavailable', 'Away.', { retryAfterMs: 1 });
    talk.chat.update = async () => Promise.reject(away);
    const full = new StoreFull('It is full.');
    const { threads } = talk.stores;
    const write = threads.set.bind(threads);
    // It finds a little room, by and by.
    threads.set = async () => {
      threads.set = write;
      return await Promise.reject(full);
    };
    release();
    await talk.bot.settled();
    Object.assign(talk.chat, { update });
    await talk.restart();
    await talk.bot.resume();
    await talk.bot.settled();
    expect(plainText(talk.last(at).view)).toMatch(/cat -> lion/);
    expect(talk.last(at).view.tone).not.toBe('working');
  });

  it('tells the place, and stops a waiting and a running job', async () => {
    const { at } = await talk.thread();
    const release = talk.model.hold();
    await talk.act(say('cat -> lion'), { at });
    await talk.act(say('red -> blue'), { at });
    await soon(() => expect(plainText(talk.last(at).view)).toContain('Next in the queue'));
    const [queue] = await talk.act(command('queue'), { at });
    expect(plainText(queue!)).toMatch(/running cat -> lion, you\n1\. red -> blue, you/);
    await talk.act(press('Cancel', talk.last(at)), { at });
    expect(plainText(talk.last(at).view)).toBe('Stopped: red -> blue.');
    await talk.act(command('cancel'), { at });
    await talk.bot.settled();
    release();
    expect(talk.inThread(at).map(({ view }) => plainText(view))).toContain('Stopped: cat -> lion.');
    await talk.act(say('red -> green'), { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toEqual([{ targetPrompt: 'a cat on a green background in the snow' }]);
  });

  it('tells the next jobs and one’s own, however long it is', async () => {
    await talk.restart({ jobsPerPerson: 30 });
    const { at } = await talk.thread();
    const release = talk.model.hold();
    for (let i = 0; i < 12; i++) await talk.act(say(`snow * ${i / 4}`), { at });
    const [told] = await talk.act(command('queue'), { at, as: BEN });
    expect(plainText(told!)).toContain('9. snow * 2.25, Ann\nAnd 2 more. /cancel stops yours.');
    const [own] = await talk.act(command('queue'), { at });
    expect(plainText(own!)).toContain('11. snow * 2.75, you\n/cancel stops yours.');
    release();
  });

  it('does not let one person stop another’s job', async () => {
    const { at } = await talk.thread();
    const release = talk.model.hold();
    await talk.act(say('cat -> lion'), { at });
    const [told] = await talk.act(command('cancel'), { at, as: BEN });
    expect(plainText(told!)).toContain('Somebody else');
    release();
  });

  it('has room for so many jobs of one person', async () => {
    const { at } = await talk.thread();
    const release = talk.model.hold();
    for (const edit of ['red -> blue', 'blue -> pink', 'pink -> green'])
      await talk.act(say(edit), { at });
    const [told] = await talk.act(say('cat -> dog'), { at });
    expect(plainText(told!)).toMatch(/limit for one person.*\/cancel/);
    release();
  });

  it('is taken up again by the next start', async () => {
    const { at } = await talk.thread();
    talk.model.hold();
    await talk.act(say('cat -> lion'), { at });
    talk.model = fakeModel();
    await talk.restart();
    await talk.bot.resume();
    await talk.bot.settled();
    expect(plainText(talk.last(at).view)).toContain('a lion on a red background');
  });

  it('shows the result even when the platform asks to wait', async () => {
    const { at } = await talk.thread();
    talk.chat.failure = new ChatError('rate-limited', 'Slow down.', { retryAfterMs: 5 });
    await talk.act(say('cat -> lion'), { at });
    await talk.bot.settled();
    expect(talk.last(at).view.tone).toBe('done');
  });
});

it('jobs, requests and threads are kept as their schemas say', async () => {
  const { stores } = talk;
  const kept = [
    { schema: KeptJob, sets: vi.spyOn(stores.jobs, 'set') },
    { schema: KeptRequest, sets: vi.spyOn(stores.requests, 'set') },
    { schema: Thread, sets: vi.spyOn(stores.threads, 'set') },
  ];
  const { at, root } = await talk.thread();
  await talk.act(command('edit', { edit: 'cat -> lion strength 0.4' }), { at });
  await talk.act(say('lion -> tiger using diffedit x2'), { at });
  await talk.act(react('❄️', root), { at });
  await talk.bot.settled();
  await talk.thread('unspeakable');
  for (const { schema, sets } of kept) {
    expect(sets.mock.calls.length).toBeGreaterThan(1);
    for (const [, value] of sets.mock.calls)
      expect(schema.safeParse(value).error?.issues ?? []).toEqual([]);
  }
});
