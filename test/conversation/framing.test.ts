import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { plainText } from '../../src/bot/view/views.ts';
import { encodePng, sizeOfPicture } from '../../src/pipeline/image.ts';
import {
  blockOf,
  buttonsOf,
  Conversation,
  command,
  keysOf,
  PROMPT,
  press,
  say,
} from './conversation.ts';

let talk: Conversation;
beforeEach(() => {
  talk = new Conversation();
});
afterEach(() => talk.close());

const picture = (width: number, height: number) => ({
  name: 'long.png',
  read: () => encodePng({ width, height, data: new Uint8Array(3 * width * height).fill(90) }),
});
const post = async (width: number, height: number, options: Record<string, string> = {}) => {
  const attachments = [picture(width, height)];
  await talk.act(command('invert', { prompt: PROMPT, ...options }, { attachments }));
  await talk.bot.settled();
  return { at: talk.chat.threads.at(-1)!.place };
};
const fits = () =>
  vi.mocked(talk.model.pipeline.invert).mock.calls.map(([, , options]) => options?.fit);

describe('a picture that is much longer than wide, or the other way round', () => {
  beforeEach(() => {
    vi.spyOn(talk.model.pipeline, 'invert');
  });

  it('is cropped, which is said, with a way to take all of it', async () => {
    const { at } = await post(512, 128);
    const cropped = talk.last(at);
    expect(plainText(cropped.view)).toContain(
      'The model sees only the middle square, 25 % of the picture.',
    );
    expect(fits()).toEqual(['crop']);
    await talk.act(press('Take all of it', cropped), { at });
    await talk.bot.settled();
    const whole = talk.last(at);
    expect(fits()).toEqual(['crop', 'fit']);
    expect(plainText(whole.view)).not.toContain('middle square');
    expect(buttonsOf(whole.view).map(({ label }) => label)).not.toContain('Take all of it');
    // Edits go on from the whole.
    await talk.act(say('cat -> lion'), { at });
    await talk.bot.settled();
    expect(talk.last(at).view.tone).toBe('done');
  });

  it('is shown whole while it is inverted whole', async () => {
    const release = talk.model.hold();
    const attachments = [picture(512, 128)];
    await talk.act(command('invert', { prompt: PROMPT, frame: 'whole' }, { attachments }));
    const at = talk.chat.threads.at(-1)!.place;
    const shown = blockOf(talk.last(at).view, 'progress')?.picture;
    const { width, height } = await sizeOfPicture(shown!.bytes);
    expect(width / height).toBeCloseTo(4, 0);
    release();
    await talk.bot.settled();
    expect(fits()).toEqual(['fit']);
  });

  it('stays as it was asked for when its inversion gets better', async () => {
    await post(512, 128, { frame: 'whole', fidelity: 'full' });
    expect(fits()).toEqual(['fit', 'fit']);
  });

  it('leaves nothing behind when the thread is forgotten', async () => {
    const { at } = await post(128, 512);
    await talk.act(press('Take all of it', talk.last(at)), { at });
    await talk.bot.settled();
    await talk.act(command('forget', { what: 'thread' }), { at });
    expect(await keysOf(talk.stores.pictures)).toEqual([]);
  });

  it('is asked about only where much is cut off', async () => {
    const { at } = await post(128, 120);
    expect(plainText(talk.last(at).view)).not.toContain('middle square');
    expect(buttonsOf(talk.last(at).view).map(({ label }) => label)).not.toContain('Take all of it');
  });
});
