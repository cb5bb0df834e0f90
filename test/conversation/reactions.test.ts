import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainText } from '../../src/bot/view/views.ts';
import { soon } from '../soon.ts';
import { ANN, BEN, Conversation, MOD, press, react, say } from './conversation.ts';

let talk: Conversation;
beforeEach(() => {
  talk = new Conversation();
});
afterEach(() => talk.close());

describe('reactions', () => {
  it('weigh the word that an emoji names; a burst is one job; taking back takes it away', async () => {
    const { at, root } = await talk.thread();
    for (const [emoji, as] of [
      ['❄️', ANN],
      ['❄️', BEN],
      ['🐱', ANN],
    ] as const)
      await talk.act(react(emoji, root), { at, as });
    await talk.bot.settled();
    expect(talk.model.calls.filter(({ kind }) => kind === 'edit')).toHaveLength(1);
    expect(talk.lastSpecs()).toMatchObject([
      {
        weights: [
          { words: 'snow', factor: 2 },
          { words: 'cat', factor: 1.5 },
        ],
      },
    ]);
    await talk.act(react('🐱', root, false), { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toMatchObject([{ weights: [{ words: 'snow', factor: 2 }] }]);
    const reweighted = talk.last(at).id;
    await talk.act(react('❄️', root, false), { at, as: ANN });
    await talk.act(react('❄️', root, false), { at, as: BEN });
    await talk.bot.settled();
    expect(talk.inThread(at).map(({ id }) => id)).not.toContain(reweighted);
  });

  it('may be put on a picture that reactions made, and be taken back from it', async () => {
    const { at, root } = await talk.thread();
    await talk.act(react('❄️', root), { at });
    await talk.bot.settled();
    const snowy = talk.last(at).id;
    await talk.act(react('🐱', root), { at });
    await talk.bot.settled();
    await talk.act(react('❄️', snowy), { at });
    await talk.bot.settled();
    expect(talk.inThread(at)).toHaveLength(3);
    await talk.act(react('❄️', snowy, false), { at });
    await talk.bot.settled();
    expect(talk.inThread(at).map(({ id }) => id)).toEqual([root, snowy]);
    await talk.act(say('cat -> lion'), { at });
    await talk.bot.settled();
    expect(talk.last(at).view.tone).toBe('done');
  });

  it('on a stronger picture make another, and leave the first one’s alone', async () => {
    const { at } = await talk.thread();
    await talk.act(say('cat -> lion'), { at });
    await talk.bot.settled();
    const lion = talk.last(at);
    await talk.act(react('❄️', lion.id), { at });
    await talk.bot.settled();
    const snowy = talk.last(at);
    await talk.act(press('Stronger', lion), { at });
    await talk.bot.settled();
    await talk.act(react('❄️', talk.last(at).id), { at, as: BEN });
    await talk.bot.settled();
    expect(talk.inThread(at)).toHaveLength(5);
    expect(talk.inThread(at).find(({ id }) => id === snowy.id)?.view).toEqual(snowy.view);
  });

  it('that come while they are drawn leave one message, where messages are replaced too', async () => {
    const { at, root } = await talk.thread();
    talk.chat.replaces = true;
    await talk.act(react('❄️', root), { at });
    await talk.bot.settled();
    const release = talk.model.hold();
    await talk.act(react('🐱', root), { at });
    await soon(() => expect(plainText(talk.last(at).view)).toContain('Drawing'));
    await talk.act(react('🔴', root), { at });
    await soon(() => expect(talk.lastSpecs()).toMatchObject([{ weights: { length: 3 } }]));
    release();
    await talk.bot.settled();
    const shown = talk.inThread(at);
    expect(shown).toHaveLength(2);
    expect(shown.at(-1)?.view.tone).toBe('done');
    expect(shown.at(-1)?.seeded).toContain('🐱');
  });

  it('➕ and ➖ weigh what was edited, within the range', async () => {
    const { at } = await talk.thread();
    await talk.act(say('cat -> lion'), { at });
    await talk.bot.settled();
    const lion = talk.last(at).id;
    await talk.act(react('➖', lion), { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toMatchObject([{ weights: [{ words: 'lion', factor: 0.5 }] }]);
    for (let i = 0; i < 12; i++)
      await talk.act(react('➕', lion), { at, as: { ...ANN, id: `p${i}` } });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toMatchObject([{ weights: [{ words: 'lion', factor: 5 }] }]);
  });

  it('↩️ undoes and taking it back redoes', async () => {
    const { at } = await talk.thread();
    await talk.act(say('cat -> lion'), { at });
    await talk.bot.settled();
    const lion = talk.last(at).id;
    await talk.act(react('↩️', lion), { at });
    expect(plainText(talk.last(at).view)).toContain('The picture is now a cat on a red');
    await talk.act(react('↩️', lion, false), { at });
    await talk.act(say('red -> blue'), { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toMatchObject([
      { targetPrompt: expect.stringContaining('a lion on a blue') },
    ]);
  });

  it('🗑️ deletes, by the requester or a moderator only', async () => {
    const { at } = await talk.thread();
    await talk.act(say('cat -> lion'), { at });
    await talk.bot.settled();
    const lion = talk.last(at).id;
    const [told] = await talk.act(react('🗑️', lion), { at, as: BEN });
    expect(plainText(told!)).toContain('Only Ann or a moderator');
    await talk.act(react('🗑️', lion), { at, as: MOD });
    expect(talk.inThread(at).map(({ id }) => id)).not.toContain(lion);
  });

  it('seeds the useful ones', async () => {
    const { at } = await talk.thread();
    expect(talk.last(at).seeded).toEqual(['🐱', '🔴', '❄️']);
    await talk.act(say('cat -> lion'), { at });
    await talk.bot.settled();
    expect(talk.last(at).seeded).toEqual(['🦁', '🔴', '❄️']);
  });
});
