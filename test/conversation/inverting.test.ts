import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChatError } from '../../src/bot/chat/chat.ts';
import { StoreFull } from '../../src/bot/store/store-full.ts';
import { plainText } from '../../src/bot/view/views.ts';
import { BUNDLED_MODEL } from '../../src/pipeline/model/registry.ts';
import { readModelWords } from '../../src/pipeline/model/words.ts';
import { soon } from '../soon.ts';
import {
  ANN,
  BEN,
  blockOf,
  buttonsOf,
  Conversation,
  command,
  keysOf,
  PROMPT,
  press,
  say,
} from './conversation.ts';
import { PREVIEW } from './fake-model.ts';

let talk: Conversation;
beforeEach(() => {
  talk = new Conversation();
});
afterEach(() => talk.close());

describe('inverting a picture', () => {
  it.each(['jobs', 'threads'] as const)(
    'leaves no thread on the platform where the store takes no %s',
    async (kind) => {
      const taken = talk.stores[kind].set;
      talk.stores[kind].set = async () => Promise.reject(new StoreFull('It is full.'));
      const said = await talk.act(
        command('invert', { prompt: 'a cat' }, { attachments: [talk.picture] }),
      );
      expect(said.map(({ tone }) => tone)).toEqual(['problem']);
      expect(talk.chat.threads).toEqual([]);
      expect(talk.chat.shown).toEqual([]);
      Object.assign(talk.stores[kind], { set: taken });
      for (const store of [talk.stores.jobs, talk.stores.threads])
        expect(await keysOf(store)).toEqual([]);
    },
  );

  it('leaves no message where no thread can be opened', async () => {
    const { openThread } = talk.chat;
    talk.chat.openThread = async () => Promise.reject(new ChatError('forbidden', 'I may not.'));
    const said = await talk.act(
      command('invert', { prompt: 'a cat' }, { attachments: [talk.picture] }),
    );
    talk.chat.openThread = openThread;
    expect(said.map(plainText)).toEqual(['I may not.']);
    expect(talk.chat.shown).toEqual([]);
  });

  it('opens a thread named after the prompt and shows the redrawn picture beside the posted one', async () => {
    const { at } = await talk.thread();
    expect(talk.chat.threads[0]!.name).toBe(PROMPT);
    const { view } = talk.last(at);
    expect(view.tone).toBe('done');
    expect(blockOf(view, 'compare')).toBeDefined();
    expect(blockOf(view, 'heat-strip')?.words.map(({ word }) => word)).toEqual(['cat']);
    expect(plainText(view)).toMatch(/^Close\.$/m);
  });

  it('shows in the same message how the picture comes back', async () => {
    const release = talk.model.hold();
    const { at } = await talk.posted();
    const shown = () => blockOf(talk.last(at).view, 'progress')?.picture;
    await soon(() => expect(shown()?.bytes).toEqual(Buffer.from(PREVIEW, 'base64')));
    release();
    await talk.bot.settled();
    expect(talk.last(at).view.tone).toBe('done');
  });

  it('is usable after a quick inversion, which the null-text one replaces', async () => {
    await talk.act(
      command('invert', { prompt: PROMPT, fidelity: 'full' }, { attachments: [talk.picture] }),
    );
    await talk.bot.settled();
    expect(talk.model.calls.map(({ kind }) => kind)).toEqual(['pivotal', 'null-text']);
    const { view } = talk.last(talk.chat.threads[0]!.place);
    expect(plainText(view)).toMatch(/^As close as it gets\.$/m);
    expect(plainText(view)).not.toContain('Null-text');
  });

  it('asks for a prompt that was not given, and takes the answer in the thread', async () => {
    await talk.act(command('invert', {}, { attachments: [talk.picture] }));
    const at = talk.chat.threads[0]!.place;
    expect(plainText(talk.last(at).view)).toMatch(/What is in the picture\?/);
    await talk.act(say('a cat in the snow'), { at });
    await talk.bot.settled();
    expect(talk.model.calls).toEqual([{ kind: 'pivotal', detail: 'a cat in the snow' }]);
    expect(talk.last(at).view.tone).toBe('done');
  });

  it('takes the answer by a form, where the bot cannot read what is typed', async () => {
    await talk.act(command('invert', {}, { attachments: [talk.picture] }));
    const at = talk.chat.threads[0]!.place;
    const pressed = press('Describe it…', talk.last(at));
    const form = await talk.bot.form({ ...pressed, place: at, person: ANN });
    expect(form).toMatchObject({ id: 'describe', fields: [{ id: 'prompt' }] });
    const values = { prompt: 'a cat in the snow' };
    await talk.act({ kind: 'form', id: 'describe', values, attachments: [] }, { at });
    await talk.bot.settled();
    expect(talk.model.calls).toEqual([{ kind: 'pivotal', detail: 'a cat in the snow' }]);
    expect(talk.last(at).view.tone).toBe('done');
  });

  it('says before the work what the model never learned, and starts again from a sentence with what it did', async () => {
    talk.words = await readModelWords(BUNDLED_MODEL);
    await talk.restart();
    await talk.act(
      command(
        'invert',
        { prompt: 'an elephant on a red background' },
        { attachments: [talk.picture] },
      ),
    );
    const at = talk.chat.threads[0]!.place;
    const warned = talk.inThread(at).find(({ view }) => plainText(view).includes('never learned'))!;
    expect(plainText(warned.view)).toContain('never learned “elephant”');
    expect(buttonsOf(warned.view).map(({ label }) => label)).toEqual([
      ...['a pig on a red background', 'a cow on a red background', 'Say it better…'],
    ]);
    await talk.bot.settled();
    await talk.act(press('a cow on a red background', warned), { at });
    await talk.bot.settled();
    expect(talk.model.calls.at(-1)).toMatchObject({ detail: 'a cow on a red background' });
  });

  it('says nothing of words where the model knows them all', async () => {
    talk.words = await readModelWords(BUNDLED_MODEL);
    await talk.restart();
    const { at } = await talk.thread();
    expect(
      talk
        .inThread(at)
        .map(({ view }) => plainText(view))
        .join(),
    ).not.toContain('never learned');
  });

  it('says where to say an edit that is said where no picture is', async () => {
    const told = await talk.act(say('cat -> dog', undefined, { addressed: true }));
    expect(told.map(plainText)).toEqual([expect.stringMatching(/^Say that in the thread/)]);
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
    expect(talk.model.calls).toEqual([{ kind: 'pivotal', detail: 'words painted on a wall' }]);
    const after = await keysOf(talk.stores.pictures);
    expect(after.filter((picture) => before.includes(picture))).toEqual([]);
  });

  it('takes a sentence for one, whatever its first word', async () => {
    const more = { attachments: [talk.picture], addressed: true };
    await talk.act(say('words painted on a wall', undefined, more));
    await talk.bot.settled();
    expect(talk.model.calls).toEqual([{ kind: 'pivotal', detail: 'words painted on a wall' }]);
  });

  it('says before the work that a picture is not of the model’s kind, and what to do', async () => {
    const warning =
      /This model draws emoji scenes, and this picture looks like something else, such as a photograph.*\/gallery.*models pull/s;
    const release = talk.model.hold();
    await talk.act(
      command(
        'invert',
        { prompt: 'a photograph of a cat', fidelity: 'full' },
        { attachments: [talk.picture] },
      ),
    );
    const shown = () => talk.last(talk.chat.threads[0]!.place).view;
    await soon(() => expect(plainText(shown())).toMatch(warning));
    expect(shown().tone).toBe('working');
    release();
    await talk.bot.settled();
    expect(shown().tone).toBe('done');
    expect(plainText(shown())).toMatch(warning);
    expect(plainText(shown())).not.toMatch(/ dB|close/);
    // The long inversion would make nothing better.
    expect(talk.model.calls.map(({ kind }) => kind)).toEqual(['pivotal']);
  });

  it.each([
    ['no picture', command('invert', { prompt: PROMPT }), /I need a picture/],
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

  it('keeps a picture whose sentence the model refuses, for the next one', async () => {
    const { at } = await talk.thread('unspeakable');
    const before = await keysOf(talk.stores.pictures);
    expect(plainText(talk.last(at).view)).toMatch(/Say it shorter.*\n.*another sentence/);
    await talk.act(say('a cat in the snow'), { at });
    await talk.bot.settled();
    expect(talk.last(at).view.tone).toBe('done');
    const after = await keysOf(talk.stores.pictures);
    expect(after.filter((id) => before.includes(id))).toEqual([]);
  });

  it('keeps one whose sentence is too long or not allowed, and shows that sentence to nobody', async () => {
    await talk.restart({ blockedWords: ['dragon'] });
    for (const prompt of [`a dragon ${PROMPT}`, `a very ${'long '.repeat(120)}sentence`]) {
      const picture = { attachments: [talk.picture], addressed: true };
      const [told] = await talk.act(say(prompt, undefined, picture));
      expect(plainText(told!)).toMatch(/not allowed here|Make it shorter/);
      const at = talk.chat.threads.at(-1)!.place;
      expect(plainText(talk.last(at).view)).toMatch(/What is in the picture\?/);
      expect(JSON.stringify([talk.chat.shown, talk.chat.threads])).not.toMatch(/dragon|long long/);
      await talk.act(say(PROMPT), { at });
      await talk.bot.settled();
      expect(talk.last(at).view.tone).toBe('done');
    }
  });

  it('forgets a picture that waits for another sentence', async () => {
    const { at } = await talk.thread('unspeakable');
    await talk.act(command('forget', { what: 'thread' }), { at });
    expect(await keysOf(talk.stores.pictures)).toEqual([]);
  });

  it('says that it takes one of several files', async () => {
    const files = { attachments: [talk.picture, talk.picture, talk.picture], addressed: true };
    const [told] = await talk.act(say(PROMPT, undefined, files));
    expect(plainText(told!)).toMatch(/one picture .*left out the other 2/);
    await talk.bot.settled();
    expect(talk.last(talk.chat.threads[0]!.place).view.tone).toBe('done');
  });
});
