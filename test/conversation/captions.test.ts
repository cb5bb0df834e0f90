import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainText } from '../../src/bot/view/views.ts';
import { ANN, CHANNEL, Conversation, command, PROMPT, press, say } from './conversation.ts';
import { CAPTION } from './fake-model.ts';

let talk: Conversation;
beforeEach(async () => {
  talk = new Conversation();
  talk.captions = true;
  await talk.restart();
});
afterEach(() => talk.close());

const post = async (options = {}) => {
  await talk.act(command('invert', options, { attachments: [talk.picture] }));
  await talk.bot.settled();
  return talk.chat.threads.at(-1)!.place;
};

describe('a picture without a sentence', () => {
  it('is inverted at once with the captioner’s, which its message shows', async () => {
    const at = await post();
    const shown = talk.last(at);
    expect(shown.view.tone).toBe('done');
    expect(plainText(shown.view)).toContain(CAPTION);
    expect(plainText(shown.view)).toContain('That is what I see.');
    expect(talk.chat.threads).toHaveLength(1);
  });

  it('can be edited by the captioner’s words', async () => {
    const at = await post();
    await talk.act(say('"cat" -> "lion"'), { at });
    await talk.bot.settled();
    expect(plainText(talk.last(at).view)).toContain('a lion on a red background');
  });

  it('is improved under the captioner’s words too, and can still be said better', async () => {
    const at = await post({ fidelity: 'full' });
    expect(plainText(talk.last(at).view)).toContain('Correct me');
    expect(talk.model.calls).toEqual([
      { kind: 'pivotal', detail: CAPTION },
      { kind: 'null-text', detail: CAPTION },
    ]);
  });

  it('starts again from the same picture when it is said better', async () => {
    const at = await post();
    const pressed = press('Say it better…', talk.last(at));
    const form = await talk.bot.form({ ...pressed, place: at, person: ANN });
    expect(form).toMatchObject({ fields: [{ id: 'prompt', value: CAPTION }] });
    const values = { prompt: 'a tabby cat on a red wall' };
    await talk.act({ kind: 'form', id: form?.id ?? '', values, attachments: [] }, { at });
    await talk.bot.settled();
    expect(talk.model.calls.at(-1)).toEqual({ kind: 'pivotal', detail: values.prompt });
    const { view } = talk.last(at);
    expect(plainText(view)).toContain(values.prompt);
    expect(plainText(view)).not.toContain('That is what I see.');
  });

  it('needs none in the form either, nor from a message’s menu', async () => {
    const asked = { ...command('invert'), place: CHANNEL, person: ANN };
    const form = await talk.bot.form(asked);
    expect(form?.fields.find(({ id }) => id === 'prompt')).toMatchObject({ required: false });
    const chosen = { kind: 'shortcut', message: '7', attachments: [talk.picture] } as const;
    expect(await talk.bot.form({ ...chosen, place: CHANNEL, person: ANN })).toBeNull();
  });

  it('asks for a moment when it is edited before it has words', async () => {
    const release = talk.model.hold();
    await talk.act(command('invert', {}, { attachments: [talk.picture] }));
    const at = talk.chat.threads[0]!.place;
    const [told] = await talk.act(say('"cat" -> "lion"'), { at });
    expect(plainText(told!)).toMatch(/still looking at that picture/);
    release();
    await talk.bot.settled();
    expect(talk.last(at).view.tone).toBe('done');
  });
});

describe('a sentence that names nothing in the picture', () => {
  it('is held against what the captioner sees, which one press takes', async () => {
    const at = await post({ prompt: 'my holiday in Rome' });
    const shown = talk.last(at);
    expect(plainText(shown.view)).toContain('names nothing that I see');
    await talk.act(press('Use that sentence', shown), { at });
    await talk.bot.settled();
    expect(talk.model.calls.at(-1)).toEqual({ kind: 'pivotal', detail: CAPTION });
  });

  it('is no fault where a word of it is there', async () => {
    const at = await post({ prompt: PROMPT });
    expect(plainText(talk.last(at).view)).not.toContain('names nothing');
  });
});
