import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { plainText } from '../../src/bot/view/views.ts';
import { BEN, blockOf, Conversation, command, keysOf, PROMPT, say } from './conversation.ts';
import { PREVIEW } from './fake-model.ts';

let talk: Conversation;
beforeEach(() => {
  talk = new Conversation();
});
afterEach(() => talk.close());

describe('taking over a picture', () => {
  it('opens a thread named after the prompt and shows the redrawn picture beside the posted one', async () => {
    const { at } = await talk.thread();
    expect(talk.chat.threads[0]!.name).toBe(PROMPT);
    const { view } = talk.last(at);
    expect(view.tone).toBe('done');
    expect(blockOf(view, 'compare')).toBeDefined();
    expect(blockOf(view, 'heat-strip')?.words.map(({ word }) => word)).toEqual(['cat']);
    expect(plainText(view)).toContain('27.0 dB');
  });

  it('shows in the same message how the picture comes back', async () => {
    const release = talk.model.hold();
    const { at } = await talk.posted();
    const shown = () => blockOf(talk.last(at).view, 'progress')?.picture;
    await vi.waitFor(() => expect(shown()?.bytes).toEqual(Buffer.from(PREVIEW, 'base64')));
    release();
    await talk.bot.settled();
    expect(talk.last(at).view.tone).toBe('done');
  });

  it('is usable after a quick inversion, which the null-text one replaces', async () => {
    await talk.act(
      command('invert', { prompt: PROMPT, fidelity: 'full' }, { attachments: [talk.picture] }),
    );
    await talk.bot.settled();
    expect(talk.model.calls.map(({ kind }) => kind)).toEqual(['negative-prompt', 'null-text']);
    const { view } = talk.last(talk.chat.threads[0]!.place);
    expect(plainText(view)).toContain('29.9 dB');
    expect(plainText(view)).not.toContain('quick version');
  });

  it('asks for a prompt that was not given, and takes the answer in the thread', async () => {
    await talk.act(command('invert', {}, { attachments: [talk.picture] }));
    const at = talk.chat.threads[0]!.place;
    expect(plainText(talk.last(at).view)).toMatch(/What is in the picture\?/);
    await talk.act(say('a cat in the snow'), { at });
    await talk.bot.settled();
    expect(talk.model.calls).toEqual([{ kind: 'negative-prompt', detail: 'a cat in the snow' }]);
    expect(talk.last(at).view.tone).toBe('done');
  });

  it('lets nobody else answer for who was asked, and takes another picture in its place', async () => {
    await talk.act(command('invert', {}, { attachments: [talk.picture] }));
    const at = talk.chat.threads[0]!.place;
    const before = await keysOf(talk.stores.pictures);
    await talk.act(say('nice one!'), { at, as: BEN });
    expect(plainText(talk.last(at).view)).toMatch(/What is in the picture\?/);
    const other = { attachments: [talk.picture] };
    await talk.act(say('words painted on a wall', undefined, other), { at });
    await talk.bot.settled();
    expect(talk.model.calls).toEqual([
      { kind: 'negative-prompt', detail: 'words painted on a wall' },
    ]);
    const after = await keysOf(talk.stores.pictures);
    expect(after.filter((picture) => before.includes(picture))).toEqual([]);
  });

  it('takes a sentence for one, whatever its first word', async () => {
    const more = { attachments: [talk.picture], addressed: true };
    await talk.act(say('words painted on a wall', undefined, more));
    await talk.bot.settled();
    expect(talk.model.calls).toEqual([
      { kind: 'negative-prompt', detail: 'words painted on a wall' },
    ]);
  });

  it('says what to do about a picture that the model cannot draw', async () => {
    const { at } = await talk.thread('a photograph of a cat');
    expect(plainText(talk.last(at).view)).toMatch(
      /cannot draw this picture.*\n.*\/gallery.*models pull/s,
    );
  });

  it.each([
    ['no picture', command('invert', { prompt: PROMPT }), /Send a picture along/],
    [
      'a text file',
      command(
        'invert',
        { prompt: PROMPT },
        {
          attachments: [{ name: 'x.png', read: async () => Buffer.from('hello there') }],
        },
      ),
      /Send a JPEG, PNG/,
    ],
  ])('refuses %s with a sentence', async (_, action, sentence) => {
    const [told] = await talk.act(action);
    expect(plainText(told!)).toMatch(sentence);
    expect(talk.chat.shown.map(({ id }) => id)).toEqual([]);
  });

  it('shows what the pipeline refuses, and keeps nothing of it', async () => {
    const { at } = await talk.thread('unspeakable');
    expect(talk.last(at).view).toMatchObject({ tone: 'problem' });
    expect(plainText(talk.last(at).view)).toContain('Say it shorter.');
  });
});
