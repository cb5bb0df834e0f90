import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainText } from '../../src/bot/view/views.ts';
import { Conversation, command, say } from './conversation.ts';

let talk: Conversation;
beforeEach(() => {
  talk = new Conversation();
});
afterEach(() => talk.close());

describe('a wish in a thread', () => {
  it('is drawn, and shown as the edit that it became', async () => {
    const { at } = await talk.thread();
    await talk.act(say('could you make it a lion, please?'), { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toMatchObject([
      { targetPrompt: 'a lion on a red background in the snow' },
    ]);
    expect(plainText((await talk.act(command('history'), { at }))[0]!)).toContain(
      '"cat" -> "lion"',
    );
  });

  it('that may mean two things is offered as buttons, and a press draws one', async () => {
    const { at } = await talk.thread();
    const [told] = await talk.act(say('make it blue'), { at });
    expect(plainText(told!)).toBe('Did you mean one of these?');
    const [, second] = told!.blocks.flatMap((block) =>
      block.kind === 'buttons' ? block.buttons : [],
    );
    expect(second).toMatchObject({ label: 'red → blue' });
    await talk.act({ kind: 'button', message: 'private-1', id: second!.id }, { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toMatchObject([
      { targetPrompt: 'a cat on a blue background in the snow' },
    ]);
  });

  it('goes by /edit, too', async () => {
    const { at } = await talk.thread();
    await talk.act(command('edit', { edit: 'no snow' }), { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toMatchObject([{ targetPrompt: 'a cat on a red background' }]);
  });

  it('is told from talk, which only gets an answer where the bot is spoken to', async () => {
    const { at } = await talk.thread();
    expect(await talk.act(say('I love that hat'), { at })).toEqual([]);
    const [told] = await talk.act(say('make it pop', undefined, { addressed: true }), { at });
    expect(plainText(told!)).toContain('I did not get that.');
  });
});
