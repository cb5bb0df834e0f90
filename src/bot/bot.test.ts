import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LIMITS } from '../adapters/adapter.ts';
import { throwIfCancelled, WordbrushError } from '../pipeline/errors.ts';
import { encodePng } from '../pipeline/image.ts';
import type { Inversion, Picture } from '../pipeline/types.ts';
import { Bot } from './bot.ts';
import { type Chat, ChatError } from './chat.ts';
import { Gallery } from './gallery.ts';
import { jobWorker, type Pipeline } from './job-worker.ts';
import { InProcessQueue } from './queue/in-process-queue.ts';
import {
  type Action,
  type Attachment,
  type MessageRef,
  messageKey,
  type Person,
  type Place,
} from './requests.ts';
import { entriesOf, openStores, type Stores } from './store/stores.ts';
import { type Block, plainText, type View } from './views.ts';

const CHANNEL: Place = { platform: 'discord', workspace: 'guild', channel: 'pictures' };
const ANN: Person = { id: 'ann', name: 'Ann', moderator: false };
const BEN: Person = { id: 'ben', name: 'Ben', moderator: false };
const MOD: Person = { id: 'mod', name: 'Mo', moderator: true };
const PROMPT = 'a cat on a red background in the snow';

/** A platform in memory: messages by key, each with every view it has shown. */
class FakeChat implements Chat {
  readonly platform = 'discord';
  readonly limits = { ...LIMITS.discord, updateIntervalMs: 0 };
  readonly messages = new Map<string, { ref: MessageRef; views: View[]; seeded: string[] }>();
  readonly threads: { name: string; place: Place }[] = [];
  failure: ChatError | null = null;
  #next = 1;

  async post(place: Place, view: View): Promise<MessageRef> {
    const ref = { place, id: `m${this.#next++}` };
    this.messages.set(messageKey(ref), { ref, views: [view], seeded: [] });
    return ref;
  }
  async update(ref: MessageRef, view: View): Promise<MessageRef> {
    if (this.failure) {
      const failure = this.failure;
      this.failure = null;
      throw failure;
    }
    this.#at(ref).views.push(view);
    return ref;
  }
  async remove(ref: MessageRef): Promise<void> {
    this.messages.delete(messageKey(ref));
  }
  async openThread(ref: MessageRef, name: string): Promise<Place> {
    const place = { ...ref.place, thread: ref.id };
    this.threads.push({ name, place });
    return place;
  }
  async react(ref: MessageRef, emoji: readonly string[]): Promise<void> {
    this.#at(ref).seeded.push(...emoji);
  }
  /** What people see now, oldest first. */
  get shown(): { id: string; place: Place; view: View; seeded: string[] }[] {
    return [...this.messages.values()].map(({ ref, views, seeded }) => ({
      ...ref,
      seeded,
      view: views.at(-1)!,
    }));
  }
  #at(ref: MessageRef) {
    const message = this.messages.get(messageKey(ref));
    if (!message) throw new ChatError('gone', 'The message was deleted.');
    return message;
  }
}

const solid = (shade: number): Picture => ({
  width: 16,
  height: 16,
  data: new Uint8Array(16 * 16 * 3).fill(shade),
});

/** The picture as far as an inversion has come, in base64. */
const PREVIEW = Buffer.from('half-way').toString('base64');

/** Stands in for the model: immediate, or held until released. */
function fakePipeline() {
  let hold: Promise<void> | null = null;
  const calls: { kind: string; detail: unknown }[] = [];
  const wait = async (signal: AbortSignal | undefined): Promise<void> => {
    throwIfCancelled(signal);
    const aborted = new Promise<void>((resolve) =>
      signal?.addEventListener('abort', () => resolve(), { once: true }),
    );
    if (hold) await Promise.race([hold, aborted]);
    throwIfCancelled(signal);
  };
  const pipeline: Pipeline = {
    async invert(image, prompt, options = {}): Promise<Inversion> {
      calls.push({ kind: options.method ?? 'null-text', detail: prompt });
      if (image.length === 0 || prompt.includes('unspeakable'))
        throw new WordbrushError('bad-prompt', 'The prompt has too many words. Say it shorter.');
      options.onProgress?.({ phase: 'invert', done: 1, total: 2, preview: PREVIEW });
      await wait(options.signal);
      const empty = { data: new Float32Array(0), dims: [0] };
      return {
        fingerprint: 'fake',
        prompt,
        guidanceScale: 3,
        timesteps: [1],
        latent: { channels: 4, height: 2, width: 2 },
        trajectory: empty,
        nullEmbeddings: empty,
        attention: empty,
        picture: await encodePng(solid(90)),
        report: {
          method: options.method ?? 'null-text',
          steps: 1,
          psnr: options.method === 'null-text' ? 29.9 : 27,
          vaePsnr: prompt.includes('photograph') ? 15 : 30,
          unetEvaluations: 1,
          gradientEvaluations: 0,
          seconds: 1,
        },
      };
    },
    async edit(_inversion, specs, options = {}) {
      calls.push({ kind: 'edit', detail: specs });
      options.onProgress?.({ phase: 'edit', done: 1, total: 2 });
      await wait(options.signal);
      return specs.map((spec, i) => ({
        picture: solid(100 + i),
        method: spec.method ?? 'prompt-to-prompt',
        kind: 'replace',
        mask: /edit$/.test(spec.method ?? '') ? solid(255) : null,
        sourcePrompt: PROMPT,
        targetPrompt: spec.targetPrompt,
        unetRows: 1,
        seconds: 1,
      }));
    },
    async words() {
      return [{ word: 'cat', map: { data: new Float32Array(4).fill(0.5), dims: [2, 2] } }];
    },
    async reconstruct() {
      return solid(91);
    },
  };
  return {
    pipeline,
    calls,
    /** Every call waits until the answer is called. */
    hold(): () => void {
      let release = (): void => {};
      hold = new Promise((resolve) => {
        release = resolve;
      });
      return () => {
        hold = null;
        release();
      };
    },
  };
}

let stores: Stores;
let chat: FakeChat;
let model: ReturnType<typeof fakePipeline>;
let bot: Bot;
let picture: Attachment;

function startBot(policy: Partial<ConstructorParameters<typeof Bot>[0]['policy']> = {}): Bot {
  const started = new Bot({
    stores,
    queue: new InProcessQueue(jobWorker({ stores, pipeline: model.pipeline, steps: 4 })),
    gallery: new Gallery('nowhere', []),
    policy: {
      jobsPerPerson: 3,
      maxPictureBytes: 1_000_000,
      allowedChannels: [],
      allowedRoles: [],
      blockedPeople: [],
      blockedWords: [],
      ...policy,
    },
    defaults: { fidelity: 'quick' },
    log: pino({ level: 'silent' }),
    reactionBurstMs: 20,
  });
  started.connect(chat);
  return started;
}

beforeEach(async () => {
  stores = openStores(':memory:', 60_000);
  chat = new FakeChat();
  model = fakePipeline();
  bot = startBot();
  const bytes = await encodePng(solid(90));
  picture = { name: 'cat.png', read: async () => bytes };
});

afterEach(async () => {
  await bot.close();
  await stores.close();
});

/** Does something as the platform would report it, and returns the private answers. */
async function act(action: Action, { at = CHANNEL, as = ANN } = {}): Promise<View[]> {
  const told: View[] = [];
  await bot.handle({ ...action, place: at, person: as }, async (view, visibility = 'public') => {
    if (visibility === 'public') return await chat.post(at, view);
    told.push(view);
    return { place: at, id: `private-${told.length}` };
  });
  return told;
}

const command = (
  name: string,
  options: Record<string, string | number> = {},
  more: { attachments?: Attachment[]; message?: string } = {},
): Action => ({ kind: 'command', name, options, attachments: [], ...more });
const say = (text: string, replyTo?: string): Action => ({
  kind: 'message',
  text,
  attachments: [],
  addressed: false,
  ...(replyTo !== undefined && { replyTo }),
});

/** A thread whose picture is being taken over. */
async function posted(prompt = PROMPT): Promise<{ at: Place }> {
  await act(command('invert', { prompt }, { attachments: [picture] }));
  return { at: chat.threads.at(-1)!.place };
}
/** A thread with its picture taken over; the message of the redrawn picture is in it. */
async function thread(prompt = PROMPT): Promise<{ at: Place; root: string }> {
  const { at } = await posted(prompt);
  await bot.settled();
  return { at, root: inThread(at)[0]!.id };
}
const inThread = (place: Place) =>
  chat.shown.filter((message) => message.place.thread === place.thread);
const last = (place: Place) => inThread(place).at(-1)!;
const blockOf = <Kind extends Block['kind']>(view: View, kind: Kind) =>
  view.blocks.find((block): block is Extract<Block, { kind: Kind }> => block.kind === kind);
const buttonsOf = (view: View) => blockOf(view, 'buttons')?.buttons ?? [];
const press = (label: string, message: { id: string; view: View }): Action => ({
  kind: 'button',
  message: message.id,
  id: buttonsOf(message.view).find((button) => button.label === label)!.id,
});
const react = (emoji: string, message: string, added = true): Action => ({
  kind: 'reaction',
  emoji,
  message,
  added,
});
async function keysOf(store: Parameters<typeof entriesOf>[0]) {
  const keys: string[] = [];
  for await (const [key] of entriesOf(store)) keys.push(key);
  return keys;
}
const lastSpecs = () => model.calls.findLast(({ kind }) => kind === 'edit')?.detail;

describe('taking over a picture', () => {
  it('opens a thread named after the prompt and shows the redrawn picture beside the posted one', async () => {
    const { at } = await thread();
    expect(chat.threads[0]!.name).toBe(PROMPT);
    const { view } = last(at);
    expect(view.tone).toBe('done');
    expect(blockOf(view, 'compare')).toBeDefined();
    expect(blockOf(view, 'heat-strip')?.words.map(({ word }) => word)).toEqual(['cat']);
    expect(plainText(view)).toContain('27.0 dB');
  });

  it('shows in the same message how the picture comes back', async () => {
    const release = model.hold();
    const { at } = await posted();
    const shown = () => blockOf(last(at).view, 'progress')?.picture;
    await vi.waitFor(() => expect(shown()?.bytes).toEqual(Buffer.from('half-way')));
    release();
    await bot.settled();
    expect(last(at).view.tone).toBe('done');
  });

  it('is usable after a quick inversion, which the null-text one replaces', async () => {
    await act(command('invert', { prompt: PROMPT, fidelity: 'full' }, { attachments: [picture] }));
    await bot.settled();
    expect(model.calls.map(({ kind }) => kind)).toEqual(['negative-prompt', 'null-text']);
    const { view } = last(chat.threads[0]!.place);
    expect(plainText(view)).toContain('29.9 dB');
    expect(plainText(view)).not.toContain('quick version');
  });

  it('asks for a prompt that was not given, and takes the answer in the thread', async () => {
    await act(command('invert', {}, { attachments: [picture] }));
    const at = chat.threads[0]!.place;
    expect(plainText(last(at).view)).toMatch(/What is in the picture\?/);
    await act(say('a cat in the snow'), { at });
    await bot.settled();
    expect(model.calls).toEqual([{ kind: 'negative-prompt', detail: 'a cat in the snow' }]);
    expect(last(at).view.tone).toBe('done');
  });

  it('says what to do about a picture that the model cannot draw', async () => {
    const { at } = await thread('a photograph of a cat');
    expect(plainText(last(at).view)).toMatch(
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
    const [told] = await act(action);
    expect(plainText(told!)).toMatch(sentence);
    expect(chat.shown.map(({ id }) => id)).toEqual([]);
  });

  it('shows what the pipeline refuses, and keeps nothing of it', async () => {
    const { at } = await thread('unspeakable');
    expect(last(at).view).toMatchObject({ tone: 'problem' });
    expect(plainText(last(at).view)).toContain('Say it shorter.');
  });
});

describe('editing', () => {
  it('chains on the current prompt, from the same inversion', async () => {
    const { at } = await thread();
    await act(command('edit', { edit: '"a cat" -> "a lion"' }), { at });
    await act(say('"lion" -> "tiger"'), { at });
    await bot.settled();
    expect(plainText(last(at).view)).toContain('a tiger on a red background');
    expect(lastSpecs()).toEqual([{ targetPrompt: 'a tiger on a red background in the snow' }]);
  });

  it('branches from an older result that is replied to', async () => {
    const { at, root } = await thread();
    await act(say('cat -> lion'), { at });
    await bot.settled();
    await act(say('red -> blue', root), { at });
    await bot.settled();
    expect(lastSpecs()).toEqual([{ targetPrompt: 'a cat on a blue background in the snow' }]);
  });

  it('knows what an object was called before several edits', async () => {
    const { at } = await thread();
    await act(say('cat -> lion'), { at });
    await act(say('lion -> tiger only tiger'), { at });
    await bot.settled();
    expect(lastSpecs()).toMatchObject([{ blend: { source: 'cat', target: 'tiger' } }]);
  });

  it('compares the methods in one grid with what each took, and where each might draw', async () => {
    const { at } = await thread();
    await act(command('compare', { edit: '"a cat" -> "a lion"' }), { at });
    await bot.settled();
    const { view } = last(at);
    expect(blockOf(view, 'grid')?.captions).toEqual(
      ['Prompt-to-Prompt', 'SDEdit', 'DiffEdit', 'FastDiffEdit', 'Inpainting'].map((method, i) =>
        expect.stringMatching(
          `^${method} · 1\\.0 s · 1 model run · \\d+\\.\\d dB to the original${i === 0 ? ' ✓' : ''}$`,
        ),
      ),
    );
    expect(blockOf(view, 'heat-strip')?.words.map(({ word }) => word)).toEqual([
      '2 · SDEdit mask',
      '3 · DiffEdit mask',
      '4 · FastDiffEdit mask',
    ]);
  });

  it('inpaints where the picture is white that came with the edit, and forgets it with the thread', async () => {
    const { at } = await thread();
    const before = (await keysOf(stores.pictures)).length;
    const edit = 'cat -> lion using inpaint';
    await act(command('edit', { edit }, { attachments: [picture] }), { at });
    await bot.settled();
    const mask = { picture: expect.any(Uint8Array) };
    expect(lastSpecs()).toEqual([expect.objectContaining({ method: 'inpaint', mask })]);
    expect(plainText(last(at).view)).toMatch(/Inpainting · 1 model run/);
    expect((await keysOf(stores.pictures)).length).toBe(before + 2);
    await act(command('forget', { what: 'thread' }), { at });
    expect(await keysOf(stores.pictures)).toEqual([]);
  });

  it('varies a method that draws from noise by its noise', async () => {
    const { at } = await thread();
    await act(say('cat -> lion using sdedit x3'), { at });
    await bot.settled();
    expect(lastSpecs()).toMatchObject([{ method: 'sdedit' }, { seed: 1 }, { seed: 2 }]);
    expect(blockOf(last(at).view, 'grid')?.captions?.[2]).toBe('seed 2');
  });

  it('makes variations as one grid, and goes on from the one that is picked', async () => {
    const { at } = await thread();
    await act(say('cat -> lion x4'), { at });
    await bot.settled();
    const grid = last(at);
    expect(blockOf(grid.view, 'grid')?.pictures).toHaveLength(4);
    expect(new Set((lastSpecs() as unknown[]).map((spec) => JSON.stringify(spec))).size).toBe(4);
    await act(press('Use 3', grid), { at });
    expect(buttonsOf(last(at).view).find(({ style }) => style === 'primary')?.label).toBe('Use 3');
  });

  it('answers what it cannot read with the prompt and the nearest words', async () => {
    const { at } = await thread();
    const [told] = await act(command('edit', { edit: 'cta -> lion' }), { at });
    expect(plainText(told!)).toContain('Did you mean “cat”?');
  });

  it('says nothing to talk that is not for it', async () => {
    const { at } = await thread();
    const before = chat.shown.length;
    expect(await act(say('what a nice cat - really'), { at })).toEqual([]);
    expect(chat.shown).toHaveLength(before);
  });

  it('says where to start when the thread has no picture', async () => {
    const [told] = await act(command('edit', { edit: 'cat -> dog' }));
    expect(plainText(told!)).toMatch(/\/invert.*\/gallery/);
  });
});

describe('reactions', () => {
  it('weigh the word that an emoji names; a burst is one job; taking back takes it away', async () => {
    const { at, root } = await thread();
    for (const [emoji, as] of [
      ['❄️', ANN],
      ['❄️', BEN],
      ['🐱', ANN],
    ] as const)
      await act(react(emoji, root), { at, as });
    await bot.settled();
    expect(model.calls.filter(({ kind }) => kind === 'edit')).toHaveLength(1);
    expect(lastSpecs()).toMatchObject([
      {
        weights: [
          { words: 'snow', factor: 2 },
          { words: 'cat', factor: 1.5 },
        ],
      },
    ]);
    await act(react('🐱', root, false), { at });
    await bot.settled();
    expect(lastSpecs()).toMatchObject([{ weights: [{ words: 'snow', factor: 2 }] }]);
    const reweighted = last(at).id;
    await act(react('❄️', root, false), { at, as: ANN });
    await act(react('❄️', root, false), { at, as: BEN });
    await bot.settled();
    expect(inThread(at).map(({ id }) => id)).not.toContain(reweighted);
  });

  it('➕ and ➖ weigh what was edited, within the range', async () => {
    const { at } = await thread();
    await act(say('cat -> lion'), { at });
    await bot.settled();
    const lion = last(at).id;
    await act(react('➖', lion), { at });
    await bot.settled();
    expect(lastSpecs()).toMatchObject([{ weights: [{ words: 'lion', factor: 0.5 }] }]);
    for (let i = 0; i < 12; i++) await act(react('➕', lion), { at, as: { ...ANN, id: `p${i}` } });
    await bot.settled();
    expect(lastSpecs()).toMatchObject([{ weights: [{ words: 'lion', factor: 5 }] }]);
  });

  it('↩️ undoes and taking it back redoes', async () => {
    const { at } = await thread();
    await act(say('cat -> lion'), { at });
    await bot.settled();
    const lion = last(at).id;
    await act(react('↩️', lion), { at });
    expect(plainText(last(at).view)).toContain('The picture is now a cat on a red');
    await act(react('↩️', lion, false), { at });
    await act(say('red -> blue'), { at });
    await bot.settled();
    expect(lastSpecs()).toMatchObject([
      { targetPrompt: expect.stringContaining('a lion on a blue') },
    ]);
  });

  it('🗑️ deletes, by the requester or a moderator only', async () => {
    const { at } = await thread();
    await act(say('cat -> lion'), { at });
    await bot.settled();
    const lion = last(at).id;
    const [told] = await act(react('🗑️', lion), { at, as: BEN });
    expect(plainText(told!)).toContain('Only Ann or a moderator');
    await act(react('🗑️', lion), { at, as: MOD });
    expect(inThread(at).map(({ id }) => id)).not.toContain(lion);
  });

  it('seeds the useful ones', async () => {
    const { at } = await thread();
    expect(last(at).seeded).toEqual(['🐱', '🔴', '❄️']);
    await act(say('cat -> lion'), { at });
    await bot.settled();
    expect(last(at).seeded).toEqual(['🦁', '🔴', '❄️', '➕', '➖', '↩️']);
  });
});

describe('buttons', () => {
  it('work after a restart', async () => {
    const { at } = await thread();
    await act(say('cat -> lion'), { at });
    await bot.settled();
    await bot.close();
    bot = startBot();
    await act(press('Stronger', last(at)), { at });
    await bot.settled();
    expect(lastSpecs()).toMatchObject([{ crossWindow: [0, 0.7] }]);
    await act(press('Undo', last(at)), { at });
    expect(plainText(last(at).view)).toContain('Undone');
  });

  it('that are not known get a sentence', async () => {
    const [told] = await act({ kind: 'button', message: 'm1', id: 'constructor:x' });
    expect(told).toMatchObject({ tone: 'problem' });
  });
});

describe('the queue', () => {
  it('tells the place, and stops a waiting and a running job', async () => {
    const { at } = await thread();
    const release = model.hold();
    await act(say('cat -> lion'), { at });
    await act(say('red -> blue'), { at });
    await vi.waitFor(() => expect(plainText(last(at).view)).toContain('Next in the queue'));
    const [queue] = await act(command('queue'), { at });
    expect(plainText(queue!)).toMatch(/running cat -> lion, you\n1\. red -> blue, you/);
    await act(press('Cancel', last(at)), { at });
    expect(plainText(last(at).view)).toBe('Stopped: red -> blue.');
    await act(command('cancel'), { at });
    await bot.settled();
    release();
    expect(inThread(at).map(({ view }) => plainText(view))).toContain('Stopped: cat -> lion.');
    await act(say('red -> green'), { at });
    await bot.settled();
    expect(lastSpecs()).toEqual([{ targetPrompt: 'a cat on a green background in the snow' }]);
  });

  it('tells the next jobs and one’s own, however long it is', async () => {
    bot = startBot({ jobsPerPerson: 30 });
    const { at } = await thread();
    const release = model.hold();
    for (let i = 0; i < 12; i++) await act(say(`snow * ${i / 4}`), { at });
    const [told] = await act(command('queue'), { at, as: BEN });
    expect(plainText(told!)).toContain('9. snow * 2.25, Ann\nAnd 2 more. /cancel stops yours.');
    const [own] = await act(command('queue'), { at });
    expect(plainText(own!)).toContain('11. snow * 2.75, you\n/cancel stops yours.');
    release();
  });

  it('does not let one person stop another’s job', async () => {
    const { at } = await thread();
    const release = model.hold();
    await act(say('cat -> lion'), { at });
    const [told] = await act(command('cancel'), { at, as: BEN });
    expect(plainText(told!)).toContain('somebody else');
    release();
  });

  it('has room for so many jobs of one person', async () => {
    const { at } = await thread();
    const release = model.hold();
    for (const edit of ['red -> blue', 'blue -> pink', 'pink -> green'])
      await act(say(edit), { at });
    const [told] = await act(say('cat -> dog'), { at });
    expect(plainText(told!)).toMatch(/most for one person.*\/cancel/);
    release();
  });

  it('is taken up again by the next start', async () => {
    const { at } = await thread();
    model.hold();
    await act(say('cat -> lion'), { at });
    await bot.close();
    model = fakePipeline();
    bot = startBot();
    await bot.resume();
    await bot.settled();
    expect(plainText(last(at).view)).toContain('a lion on a red background');
  });

  it('shows the result even when the platform asks to wait', async () => {
    const { at } = await thread();
    chat.failure = new ChatError('rate-limited', 'Slow down.', { retryAfterMs: 5 });
    await act(say('cat -> lion'), { at });
    await bot.settled();
    expect(last(at).view.tone).toBe('done');
  });
});

describe('forgetting', () => {
  it('deletes a thread, its messages and everything kept', async () => {
    const { at } = await thread();
    await act(say('cat -> lion'), { at });
    await bot.settled();
    await act(command('forget', { what: 'thread' }), { at });
    expect(chat.shown.map(({ id }) => id)).toEqual([]);
    for (const kept of [stores.threads, stores.pictures, stores.results])
      expect(await keysOf(kept)).toEqual([]);
    expect(await stores.inversions.bytes()).toBe(0);
  });

  it('of everything is for moderators, and asks first', async () => {
    const { at } = await thread();
    const [refused] = await act(command('forget', { what: 'everything' }), { at });
    expect(plainText(refused!)).toContain('Only a moderator');
    const [asked] = await act(command('forget', { what: 'everything' }), { at, as: MOD });
    await act(press('Delete for good', { id: 'x', view: asked! }), { at, as: MOD });
    expect(inThread(at).map(({ id }) => id)).toEqual([]);
  });

  it('of a workspace that removed the bot leaves nothing of it, and all of the others', async () => {
    const elsewhere = { ...CHANNEL, workspace: 'other guild' };
    for (const place of [CHANNEL, elsewhere]) {
      await act(command('settings', { strength: 0.7 }), { at: place, as: MOD });
      await act(command('invert', { prompt: PROMPT }, { attachments: [picture] }), { at: place });
    }
    await bot.settled();
    await bot.forgetWorkspace({ ...CHANNEL, channel: '' });
    expect(chat.shown.map(({ place }) => place.workspace)).toEqual(['other guild', 'other guild']);
    expect((await keysOf(stores.settings)).map(decodeURIComponent)).toEqual([
      'discord/other guild/pictures/',
    ]);
    expect(await keysOf(stores.threads)).toHaveLength(1);
    const kept: string[] = [];
    for await (const id of stores.inversions.keys()) kept.push(id);
    expect(kept).toHaveLength(1);
  });
});

describe('who may', () => {
  it('is decided by channels, roles and names', async () => {
    bot = startBot({ allowedChannels: ['art'], blockedPeople: ['ben'] });
    const [elsewhere] = await act(command('help'));
    expect(plainText(elsewhere!)).toContain('not switched on in this channel');
    const art = { ...CHANNEL, channel: 'art' };
    expect(plainText((await act(command('help'), { at: art }))[0]!)).toContain('/invert');
    expect(plainText((await act(command('help'), { at: art, as: BEN }))[0]!)).toContain(
      'cannot use',
    );
  });

  it('keeps blocked words out of prompts and edits', async () => {
    bot = startBot({ blockedWords: ['lion'] });
    const { at } = await thread();
    const [told] = await act(say('cat -> Lion'), { at });
    expect(plainText(told!)).toContain('“lion” is not allowed here');
  });
});

describe('help, settings and suggestions', () => {
  it('makes its examples from the thread’s own prompt', async () => {
    const { at } = await thread();
    expect(plainText((await act(command('help'), { at }))[0]!)).toContain('"cat" -> "lion"');
  });

  it('keeps defaults of a thread, which edits then use', async () => {
    const { at } = await thread();
    await act(command('settings', { strength: 1 }), { at });
    await act(say('cat -> lion'), { at });
    await bot.settled();
    expect(lastSpecs()).toMatchObject([{ crossWindow: [0, 0.6] }]);
    const [told] = await act(command('settings', { strength: 7 }), { at });
    expect(plainText(told!)).toContain('7 is outside');
  });

  it('offers the prompt’s words', async () => {
    const { at } = await thread();
    const offered = await bot.suggest({ place: at, command: 'edit', option: 'edit', text: 'ca' });
    expect(offered.map(({ value }) => value)).toContain('"cat" -> "lion"');
    const colours = await bot.suggest({
      place: at,
      command: 'edit',
      option: 'edit',
      text: 'red -> b',
    });
    expect(colours.map(({ value }) => value)).toContain('red -> "blue"');
  });

  it('shows the tree of results and where it is', async () => {
    const { at, root } = await thread();
    await act(say('cat -> lion'), { at });
    await act(say('red -> blue', root), { at });
    await bot.settled();
    expect(plainText((await act(command('history'), { at }))[0]!)).toMatch(
      /a cat on a red.*\n.*↳ cat -> lion.*\n.*↳ red -> blue.*← here/,
    );
  });
});
