import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChatError } from '../../src/bot/chat/chat.ts';
import { plainText } from '../../src/bot/view/views.ts';
import { EDIT_METHODS } from '../../src/pipeline/edit-types.ts';
import { INVERSION_METHODS } from '../../src/pipeline/types.ts';
import {
  ANN,
  blockOf,
  buttonsOf,
  Conversation,
  command,
  keysOf,
  press,
  say,
} from './conversation.ts';

let talk: Conversation;
beforeEach(() => {
  talk = new Conversation();
});
afterEach(() => talk.close());

describe('editing', () => {
  it('chains on the current prompt, from the same inversion', async () => {
    const { at } = await talk.thread();
    await talk.act(command('edit', { edit: '"a cat" -> "a lion"' }), { at });
    await talk.act(say('"lion" -> "tiger"'), { at });
    await talk.bot.settled();
    expect(plainText(talk.last(at).view)).toContain('a tiger on a red background');
    expect(talk.lastSpecs()).toEqual([{ targetPrompt: 'a tiger on a red background in the snow' }]);
  });

  it('branches from an older result that is replied to', async () => {
    const { at, root } = await talk.thread();
    await talk.act(say('cat -> lion'), { at });
    await talk.bot.settled();
    await talk.act(say('red -> blue', root), { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toEqual([{ targetPrompt: 'a cat on a blue background in the snow' }]);
  });

  it('knows what an object was called before several edits', async () => {
    const { at } = await talk.thread();
    await talk.act(say('cat -> lion'), { at });
    await talk.act(say('lion -> tiger only tiger'), { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toMatchObject([{ blend: { source: 'cat', target: 'tiger' } }]);
  });

  it('compares the methods in one grid with what each took, and where each might draw', async () => {
    const { at } = await talk.thread();
    await talk.act(command('compare', { edit: '"a cat" -> "a lion"' }), { at });
    await talk.bot.settled();
    const { view } = talk.last(at);
    expect(blockOf(view, 'grid')?.captions).toEqual(
      ['Prompt-to-Prompt', 'InfEdit', 'SDEdit', 'DiffEdit', 'FastDiffEdit', 'Inpainting'].map(
        (method, i) =>
          expect.stringMatching(
            `^${method}${i === 0 ? ' ✓' : ''}\n1\\.0 s\n\\d+\\.\\d dB to the original$`,
          ),
      ),
    );
    expect(blockOf(view, 'grid')?.groups?.map(({ count }) => count)).toEqual([2, 4]);
    expect(blockOf(view, 'heat-strip')?.words.map(({ word }) => word)).toEqual([
      '2 · InfEdit mask',
      '3 · SDEdit mask',
      '4 · DiffEdit mask',
      '5 · FastDiffEdit mask',
    ]);
  });

  it('keeps of a posted mask and of a posted picture what they are needed for', async () => {
    // Few bytes as a JPEG, and tens of MiB as the pixels that it stands for.
    const large = await sharp({
      create: {
        ...{ width: 250, height: 200, channels: 3, background: 'grey' },
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .resize(4_000, 3_200)
      .jpeg({ quality: 30 })
      .toBuffer();
    expect(large.length).toBeLessThan(1_000_000);
    const attachment = { name: 'large.jpg', read: async () => large };
    const kept = async () => {
      const sizes = [];
      for (const key of await keysOf(talk.stores.pictures))
        sizes.push((await talk.stores.pictures.get(key))?.length ?? 0);
      return sizes;
    };
    const release = talk.model.hold();
    await talk.act(
      command('invert', { prompt: 'a cat on a red background' }, { attachments: [attachment] }),
    );
    const picture = await kept();
    expect(Math.max(...picture)).toBeGreaterThan(2 ** 20); // it is kept…
    expect(Math.max(...picture)).toBeLessThan(6 * 2 ** 20); // …as models look at it
    release();
    await talk.bot.settled();
    const at = talk.chat.threads[0]!.place;
    const before = new Set(await keysOf(talk.stores.pictures));
    const edit = 'cat -> lion using inpaint';
    await talk.act(command('edit', { edit }, { attachments: [attachment] }), { at });
    await talk.bot.settled();
    const added = (await keysOf(talk.stores.pictures)).filter((key) => !before.has(key));
    expect(added.length).toBe(2);
    for (const key of added)
      expect((await talk.stores.pictures.get(key))?.length).toBeLessThan(2 ** 18);
  });

  it('inpaints where the picture is white that came with the edit, and forgets it with the thread', async () => {
    const { at } = await talk.thread();
    const before = (await keysOf(talk.stores.pictures)).length;
    const edit = 'cat -> lion using inpaint';
    await talk.act(command('edit', { edit }, { attachments: [talk.picture] }), { at });
    await talk.bot.settled();
    const mask = { picture: expect.any(Uint8Array) };
    expect(talk.lastSpecs()).toEqual([expect.objectContaining({ method: 'inpaint', mask })]);
    expect(plainText(talk.last(at).view)).toMatch(/Inpainting · 1 model run/);
    expect((await keysOf(talk.stores.pictures)).length).toBe(before + 2);
    await talk.act(command('forget', { what: 'thread' }), { at });
    expect(await keysOf(talk.stores.pictures)).toEqual([]);
  });

  it('varies a method that draws from noise by its noise', async () => {
    const { at } = await talk.thread();
    await talk.act(say('cat -> lion using sdedit x3'), { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toMatchObject([{ method: 'sdedit' }, { seed: 1 }, { seed: 2 }]);
    expect(blockOf(talk.last(at).view, 'grid')?.captions?.[2]).toBe('take 3');
  });

  it('shows what a CLIP likes best first, methods by their kinds, and says how well each fits', async () => {
    const { at } = await talk.thread();
    talk.model.measure([0.2, 0.6, 0.9, 0.4, 0.5, 0.3]);
    await talk.act(command('compare', { edit: '"a cat" -> "a lion"' }), { at });
    await talk.bot.settled();
    const { view } = talk.last(at);
    const captions = blockOf(view, 'grid')?.captions ?? [];
    expect(captions.map((caption) => caption.split(' · ')[0])).toEqual([
      'SDEdit ✓\nfits 90 %',
      'FastDiffEdit\nfits 50 %',
      'DiffEdit\nfits 40 %',
      'Inpainting\nfits 30 %',
      'InfEdit\nfits 60 %',
      'Prompt-to-Prompt\nfits 20 %',
    ]);
    expect(blockOf(view, 'grid')?.groups?.[1]).toEqual({ title: 'Follow the picture', count: 2 });
    expect(plainText(view)).toContain('Best first');
  });

  it('shows the best of four variations first, and goes on from it with its own dials', async () => {
    const { at } = await talk.thread();
    talk.model.measure([0.2, 0.4, 0.3, 0.8]);
    await talk.act(say('cat -> lion x4'), { at });
    await talk.bot.settled();
    const captions = blockOf(talk.last(at).view, 'grid')?.captions ?? [];
    expect(captions.map((caption) => caption.split('\n')[0])).toEqual([
      'stronger, take 4 ✓',
      'a little stronger, take 2',
      'gentler, take 3',
      'as asked',
    ]);
    await talk.act(say('red -> blue'), { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toMatchObject([{ strength: 0.7, seed: 3 }]);
  });

  it('draws two variations more where a CLIP can choose, and leaves out the worst', async () => {
    talk.offers = { inversions: INVERSION_METHODS, edits: EDIT_METHODS, spares: 2 };
    await talk.restart();
    const { at } = await talk.thread();
    talk.model.measure([0.2, 0.4, 0.3, 0.8, 0.1, 0.9]);
    await talk.act(say('cat -> lion x4'), { at });
    await talk.bot.settled();
    const grid = talk.last(at);
    expect(talk.lastSpecs()).toHaveLength(6);
    expect(blockOf(grid.view, 'grid')?.pictures).toHaveLength(4);
    const captions = blockOf(grid.view, 'grid')?.captions ?? [];
    expect(captions.map((caption) => caption.split(', ')[1]?.split('\n')[0])).toEqual([
      'take 6 ✓',
      'take 4',
      'take 2',
      'take 3',
    ]);
    await talk.act(press('Use 2', grid), { at });
    await talk.act(say('red -> blue'), { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toMatchObject([{ strength: 0.7, seed: 3 }]);
  });

  it('makes variations as one grid, and goes on from the one that is picked', async () => {
    const { at } = await talk.thread();
    await talk.act(say('cat -> lion x4'), { at });
    await talk.bot.settled();
    const grid = talk.last(at);
    expect(blockOf(grid.view, 'grid')?.pictures).toHaveLength(4);
    expect(new Set((talk.lastSpecs() as unknown[]).map((spec) => JSON.stringify(spec))).size).toBe(
      4,
    );
    const used = () =>
      buttonsOf(talk.last(at).view).find(({ style }) => style === 'primary')?.label;
    await talk.act(press('Use 3', grid), { at });
    expect(used()).toBe('Use 3');
    await talk.act(say('I like the second one'), { at });
    expect(used()).toBe('Use 2');
  });

  it('shows three buttons under a result, the rest behind one, and each word as a handle', async () => {
    const { at } = await talk.thread();
    await talk.act(say('cat -> lion'), { at });
    await talk.bot.settled();
    const { view, seeded } = talk.last(at);
    const shown = blockOf(view, 'buttons');
    expect(shown?.buttons.map(({ label }) => label)).toEqual(['Edit…', 'Vary', 'Undo']);
    expect(shown?.more?.map(({ label }) => label)).toEqual([
      'Stronger',
      'Weaker',
      'Compare',
      'Full size',
      'Delete',
    ]);
    const handles = blockOf(view, 'handles')?.handles ?? [];
    expect(handles.map(({ word }) => word)).toEqual(['lion', 'red', 'background', 'snow']);
    // What a button does needs no reaction.
    expect(seeded.filter((emoji) => ['➕', '➖', '↩️', '🗑️'].includes(emoji))).toEqual([]);
    expect(seeded.length).toBeLessThanOrEqual(3);
  });

  it('changes a word by its handle: replaced, weighed, or both', async () => {
    const { at } = await talk.thread();
    const [cat] = blockOf(talk.last(at).view, 'handles')?.handles ?? [];
    const pressed = { kind: 'button', message: talk.last(at).id, id: cat!.id } as const;
    const form = await talk.bot.form({ ...pressed, place: at, person: ANN });
    expect(form).toMatchObject({
      title: 'Change “cat”',
      fields: [{ id: 'replacement' }, { id: 'weight' }],
    });
    const fill = async (values: Record<string, string>) => {
      await talk.act({ kind: 'form', id: form!.id, values, attachments: [] }, { at });
      await talk.bot.settled();
      return plainText(talk.last(at).view);
    };
    expect(await fill({ replacement: 'lion' })).toMatch(/"cat" -> "lion" by Ann/);
    expect(await fill({ weight: '2' })).toMatch(/"cat" \* 2 by Ann.*cat × 2/);
    expect(await fill({ replacement: 'tiger', weight: '2' })).toMatch(/tiger × 2/);
    // Without a form, what to say.
    expect((await talk.act(pressed, { at })).map(plainText)).toEqual([
      expect.stringContaining('"cat" -> "…"'),
    ]);
  });

  it('shows the sentence as it is now by /words', async () => {
    const { at } = await talk.thread();
    await talk.act(say('cat -> lion'), { at });
    await talk.bot.settled();
    await talk.act(command('words'), { at });
    const { view } = talk.last(at);
    expect(plainText(view)).toContain('a lion on a red background in the snow');
    expect(blockOf(view, 'handles')?.handles[0]?.word).toBe('lion');
  });

  it('leaves one grid when another is picked, where messages are replaced too', async () => {
    const { at } = await talk.thread();
    await talk.act(say('cat -> lion x4'), { at });
    await talk.bot.settled();
    talk.chat.replaces = true;
    await talk.act(press('Use 2', talk.last(at)), { at });
    await talk.act(press('Use 3', talk.last(at)), { at });
    const [, grid, ...more] = talk.inThread(at);
    expect(more).toEqual([]);
    expect(grid?.seeded).toContain('🦁');
    await talk.act(press('Delete', grid!), { at });
    expect(talk.inThread(at)).toHaveLength(1);
  });

  it('says why a platform does not take a picture', async () => {
    const { at } = await talk.thread();
    await talk.act(say('cat -> lion x4'), { at });
    await talk.bot.settled();
    talk.chat.failure = new ChatError('too-large', 'The picture is too large to post here.');
    const [told] = await talk.act(press('Use 2', talk.last(at)), { at });
    expect(plainText(told!)).toBe('The picture is too large to post here.');
  });

  it('redraws inside the mask of what it was made from, also when that has gone', async () => {
    const { at } = await talk.thread();
    const edit = { edit: 'cat -> lion using inpaint' };
    await talk.act(command('edit', edit, { attachments: [talk.picture] }), { at });
    await talk.bot.settled();
    const lion = talk.last(at);
    await talk.act(press('Stronger', lion), { at });
    await talk.bot.settled();
    await talk.act(press('Delete', talk.last(at)), { at });
    await talk.act(press('Weaker', lion), { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toMatchObject([{ method: 'inpaint', mask: { picture: {} } }]);
  });

  it('answers what it cannot read with the prompt and the nearest words', async () => {
    const { at } = await talk.thread();
    const [told] = await talk.act(command('edit', { edit: 'snots -> rain' }), { at });
    expect(plainText(told!)).toContain('Did you mean “snow”?');
  });

  it('goes back one picture from a stronger, a weaker and a varied one', async () => {
    const { at } = await talk.thread();
    await talk.act(say('cat -> lion'), { at });
    await talk.bot.settled();
    const lion = talk.last(at);
    for (const label of ['Stronger', 'Weaker', 'Vary']) {
      await talk.act(press(label, lion), { at });
      await talk.bot.settled();
      await talk.act(command('undo'), { at });
      expect(plainText(talk.last(at).view)).toContain('The picture is now a lion');
    }
    await talk.act(command('undo'), { at });
    expect(plainText(talk.last(at).view)).toContain('The picture is now a cat');
  });

  it('reads a second edit against what people see, while the first is being drawn', async () => {
    const { at } = await talk.thread();
    const release = talk.model.hold();
    await talk.act(say('cat -> lion'), { at });
    expect(await talk.act(say('cat -> dog'), { at })).toEqual([]);
    release();
    await talk.bot.settled();
    expect(talk.lastSpecs()).toEqual([{ targetPrompt: 'a dog on a red background in the snow' }]);
  });

  it('does not take a command that there is not for an edit', async () => {
    const { at } = await talk.thread();
    const [told] = await talk.act(say('/histroy', undefined, { addressed: true }), { at });
    expect(plainText(told!)).toBe(
      'There is no command /histroy. Did you mean /history? /help shows them all.',
    );
    expect(await talk.act(say('/foo'), { at })).toEqual([]);
  });

  it('shows the words of the picture as it is now', async () => {
    const { at } = await talk.thread();
    await talk.act(say('cat -> lion'), { at });
    await talk.bot.settled();
    await talk.act(command('words'), { at });
    expect(blockOf(talk.last(at).view, 'heat-strip')?.words.map(({ word }) => word)).toEqual([
      'lion',
    ]);
  });

  it('says nothing to talk that is not for it', async () => {
    const { at } = await talk.thread();
    const before = talk.chat.shown.length;
    expect(await talk.act(say('what a nice cat - really'), { at })).toEqual([]);
    expect(talk.chat.shown).toHaveLength(before);
  });

  it('says where to start when the thread has no picture', async () => {
    const [told] = await talk.act(command('edit', { edit: 'cat -> dog' }));
    expect(plainText(told!)).toMatch(/\/invert.*\/gallery/);
  });
});
