import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainText } from '../../src/bot/view/views.ts';
import { EDIT_METHODS } from '../../src/pipeline/edit-types.ts';
import { INVERSION_METHODS } from '../../src/pipeline/types.ts';
import { BEN, CHANNEL, Conversation, command, say } from './conversation.ts';

let talk: Conversation;
beforeEach(() => {
  talk = new Conversation();
});
afterEach(() => talk.close());

describe('help, settings and suggestions', () => {
  it('makes its examples from the thread’s own prompt', async () => {
    const { at } = await talk.thread();
    expect(plainText((await talk.act(command('help'), { at }))[0]!)).toContain('"cat" -> "lion"');
  });

  it('says how many variations are shown, and of how many', async () => {
    const said = async () => plainText((await talk.act(command('help')))[0]!);
    expect(await said()).toMatch(/x4 shows four variations$/mu);
    talk.offers = { inversions: INVERSION_METHODS, edits: EDIT_METHODS, spares: 2 };
    await talk.restart();
    expect(await said()).toContain('x4 shows four variations, the best of 6');
  });

  it('keeps defaults of a thread, which edits then use', async () => {
    const { at } = await talk.thread();
    await talk.act(command('settings', { strength: 1 }), { at });
    await talk.act(say('cat -> lion'), { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toMatchObject([{ strength: 1 }]);
    const [told] = await talk.act(command('settings', { strength: 7 }), { at });
    expect(plainText(told!)).toContain('7 does not work');
  });

  it('offers the prompt’s words', async () => {
    const { at } = await talk.thread();
    const offered = await talk.bot.suggest({
      place: at,
      command: 'edit',
      option: 'edit',
      text: 'ca',
    });
    expect(offered.map(({ value }) => value)).toContain('"cat" -> "lion"');
    const colours = await talk.bot.suggest({
      place: at,
      command: 'edit',
      option: 'edit',
      text: 'red -> b',
    });
    expect(colours.map(({ value }) => value)).toContain('red -> "blue"');
  });

  it('shows the tree of results and where it is', async () => {
    const { at, root } = await talk.thread();
    await talk.act(say('cat -> lion'), { at });
    await talk.act(say('red -> blue', root), { at });
    await talk.bot.settled();
    expect(plainText((await talk.act(command('history'), { at }))[0]!)).toMatch(
      /a cat on a red.*\n.*↳ cat -> lion.*\n.*↳ red -> blue.*← here/,
    );
  });
});

describe('a command with a sign', () => {
  it('is for this bot in its threads and where it is named, and elsewhere for whoever it was meant', async () => {
    const { at } = await talk.thread();
    expect(await talk.act(say('!queue'))).toEqual([]);
    expect(talk.chat.shown.filter(({ place }) => place.thread === undefined)).toHaveLength(1);
    const answered = [
      ...(await talk.act(say('!history'), { at })),
      ...(await talk.act(say('!history', undefined, { addressed: true }))),
    ];
    expect(answered).toHaveLength(2);
  });
});

describe('who may', () => {
  it('is decided by channels, roles and names', async () => {
    await talk.restart({ allowedChannels: ['art'], blockedPeople: ['ben'] });
    const [elsewhere] = await talk.act(command('help'));
    expect(plainText(elsewhere!)).toContain('not switched on in this channel');
    const art = { ...CHANNEL, channel: 'art' };
    expect(plainText((await talk.act(command('help'), { at: art }))[0]!)).toContain('/invert');
    expect(plainText((await talk.act(command('help'), { at: art, as: BEN }))[0]!)).toContain(
      'cannot use',
    );
  });

  it('keeps blocked words out of prompts and edits', async () => {
    await talk.restart({ blockedWords: ['lion'] });
    const { at } = await talk.thread();
    const [told] = await talk.act(say('cat -> Lion'), { at });
    expect(plainText(told!)).toContain('“lion” is not allowed here');
  });
});
