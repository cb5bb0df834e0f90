import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainText } from '../../src/bot/view/views.ts';
import {
  ADMIN,
  ANN,
  CHANNEL,
  Conversation,
  command,
  keysOf,
  MOD,
  PROMPT,
  press,
  say,
} from './conversation.ts';

let talk: Conversation;
beforeEach(() => {
  talk = new Conversation();
});
afterEach(() => talk.close());

describe('forgetting', () => {
  it('deletes a thread, its messages and everything kept', async () => {
    const { at } = await talk.thread();
    await talk.act(say('cat -> lion'), { at });
    await talk.bot.settled();
    await talk.act(command('forget', { what: 'thread' }), { at });
    expect(talk.chat.shown.map(({ id }) => id)).toEqual([]);
    for (const kept of [talk.stores.threads, talk.stores.pictures, talk.stores.results])
      expect(await keysOf(kept)).toEqual([]);
    expect(await talk.stores.inversions.bytes()).toBe(0);
  });

  it('takes away what a kill left of a thread, only where nobody else keeps threads', async () => {
    const removed: unknown[] = [];
    const at = { ...CHANNEL, thread: 'left' };
    const removeThread = async (place: unknown) => void removed.push(place);
    Object.assign(talk.chat, { removeThread });
    await talk.act(command('forget', { what: 'thread' }), { at });
    expect(removed).toEqual([]);
    Object.assign(talk.chat, { clear: async () => {} });
    await talk.act(command('forget', { what: 'thread' }), { at });
    expect(removed).toEqual([at]);
  });

  it('deletes a picture with the message that “Undone” showed it in', async () => {
    const { at } = await talk.thread();
    await talk.act(say('cat -> lion'), { at });
    await talk.bot.settled();
    const lion = talk.last(at);
    await talk.act(say('red -> blue'), { at });
    await talk.bot.settled();
    await talk.act(command('undo'), { at });
    expect(plainText(talk.last(at).view)).toContain('Undone');
    await talk.act(press('Delete', lion), { at });
    expect(
      talk
        .inThread(at)
        .map(({ view }) => plainText(view))
        .join(),
    ).not.toContain('Undone');
  });

  it('of nothing named asks before it deletes the thread', async () => {
    const { at } = await talk.thread();
    const [asked] = await talk.act(command('forget'), { at });
    expect(plainText(asked!)).toContain('This deletes the pictures of this thread');
    expect(await keysOf(talk.stores.threads)).toHaveLength(1);
    await talk.act(press('Delete for good', { id: 'x', view: asked! }), { at });
    expect(await keysOf(talk.stores.threads)).toEqual([]);
  });

  it('of everything is for who manages the whole server, and asks first', async () => {
    const { at } = await talk.thread();
    const everything = command('forget', { what: 'everything' });
    const [asked] = await talk.act(everything, { at, as: ADMIN });
    const confirmed = press('Delete for good', { id: 'x', view: asked! });
    const staff = { ...CHANNEL, channel: 'staff' };
    for (const as of [ANN, MOD])
      for (const action of [everything, confirmed]) {
        const [refused] = await talk.act(action, { at: staff, as });
        expect(plainText(refused!)).toContain('Only somebody who manages this whole server');
        expect(talk.inThread(at)).not.toEqual([]);
      }
    await talk.act(confirmed, { at: staff, as: ADMIN });
    expect(talk.inThread(at)).toEqual([]);
  });

  it('of a workspace that removed the bot leaves nothing of it, and all of the others', async () => {
    const elsewhere = { ...CHANNEL, workspace: 'other guild' };
    for (const place of [CHANNEL, elsewhere]) {
      await talk.act(command('settings', { strength: 0.7 }), { at: place, as: MOD });
      await talk.act(command('invert', { prompt: PROMPT }, { attachments: [talk.picture] }), {
        at: place,
      });
    }
    await talk.bot.settled();
    await talk.bot.forgetWorkspace({ ...CHANNEL, channel: '' });
    expect(talk.chat.shown.map(({ place }) => place.workspace)).toEqual([
      'other guild',
      'other guild',
    ]);
    expect((await keysOf(talk.stores.settings)).map(decodeURIComponent)).toEqual([
      'discord/other guild/pictures/',
    ]);
    expect(await keysOf(talk.stores.threads)).toHaveLength(1);
    const kept: string[] = [];
    for await (const id of talk.stores.inversions.keys()) kept.push(id);
    expect(kept).toHaveLength(1);
  });
});
