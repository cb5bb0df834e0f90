import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainText } from '../../src/bot/view/views.ts';
import { comparedMethods } from '../../src/edit-language/edit-methods.ts';
import { EDIT_METHODS } from '../../src/pipeline/edit-types.ts';
import { encodePng } from '../../src/pipeline/image.ts';
import { INVERSION_METHODS } from '../../src/pipeline/types.ts';
import { Conversation, command, say } from './conversation.ts';
import { solid } from './fake-model.ts';

let talk: Conversation;
beforeEach(() => {
  talk = new Conversation();
});
afterEach(() => talk.close());

const told = async (text: string, at: Awaited<ReturnType<Conversation['thread']>>['at']) => {
  await talk.act(say(text, undefined, { addressed: true }), { at });
  await talk.bot.settled();
  return talk.lastSpecs();
};

describe('with editors beside a model', () => {
  beforeEach(async () => {
    talk.offers = { inversions: INVERSION_METHODS, edits: EDIT_METHODS, spares: 0 };
    await talk.restart();
  });

  it('a sentence that names one is told to it, understood or not', async () => {
    const { at } = await talk.thread();
    expect(await told('put a crown on it using instruct', at)).toEqual([
      {
        method: 'instruct',
        targetPrompt: 'a cat wearing a crown on a red background in the snow',
        sentence: 'put a crown on it',
        isCaptioned: true,
      },
    ]);
    expect(plainText(talk.last(at).view)).toContain('InstructPix2Pix');
    expect(await told('cheer it up using instruct', at)).toMatchObject([
      { method: 'instruct', sentence: 'cheer it up', picture: await encodePng(solid(100)) },
    ]);
  });

  it('a picture that comes with a filling is its mask, in a message too', async () => {
    const { at } = await talk.thread();
    const attachments = [talk.picture];
    const message = say('cat -> lion using fill', undefined, { addressed: true, attachments });
    for (const action of [message, command('edit', { edit: 'cat -> lion' }, { attachments })]) {
      await talk.act(action, { at });
      await talk.bot.settled();
      expect(talk.lastSpecs()).toMatchObject([
        { method: 'fill', mask: { picture: expect.any(Uint8Array) } },
      ]);
    }
  });

  it('all are compared', async () => {
    const { at } = await talk.thread();
    await talk.act(command('compare', { edit: 'cat -> lion' }), { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toHaveLength(comparedMethods(EDIT_METHODS).length);
  });
});

describe('with a model that is an editor itself', () => {
  beforeEach(async () => {
    talk.offers = { inversions: ['encode'], edits: ['instruct'], spares: 0 };
    await talk.restart();
  });

  it('pictures are encoded, and whatever is said to it is told', async () => {
    const { at } = await talk.thread();
    expect(talk.model.calls[0]).toMatchObject({ kind: 'encode' });
    expect(await told('cheer it up', at)).toEqual([
      {
        method: 'instruct',
        targetPrompt: 'a cat on a red background in the snow',
        sentence: 'cheer it up',
      },
    ]);
    await talk.act(say('nice weather today'), { at });
    await talk.bot.settled();
    expect(talk.model.calls.filter(({ kind }) => kind === 'edit')).toHaveLength(1);
    expect(await told('make it a lion', at)).toMatchObject([{ method: 'instruct' }]);
  });

  it('what it cannot do is a sentence', async () => {
    const { at } = await talk.thread();
    const say1 = async (edit: string) => {
      const [view] = await talk.act(command('edit', { edit }), { at });
      return plainText(view!);
    };
    expect(await say1('cat -> lion using fill')).toMatch(/no editor for “using fill”/);
    expect(await say1('cat -> lion using sdedit')).toMatch(/no editor for “using sdedit”/);
  });
});
