import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LIMITS } from '../src/adapters/discord/limits.ts';
import { WebAdapter } from '../src/adapters/web/web-adapter.ts';
import { Bot } from '../src/bot/bot.ts';
import { type Chat, ChatError } from '../src/bot/chat/chat.ts';
import { Gallery } from '../src/bot/gallery.ts';
import { jobWorker } from '../src/bot/job/job-worker.ts';
import { Sweeping } from '../src/bot/job/leftovers/sweeping.ts';
import { InProcessQueue } from '../src/bot/queue/in-process-queue.ts';
import type { KeptJob } from '../src/bot/queue/kept-job.ts';
import {
  type Action,
  type MessageRef,
  messageKey,
  type Person,
  type Place,
  placeKey,
} from '../src/bot/request/requests.ts';
import { entriesOf, openStores, type Stores } from '../src/bot/store/stores.ts';
import type { View } from '../src/bot/view/views.ts';
import { createLog } from '../src/log.ts';
import { throwIfCancelled } from '../src/pipeline/errors.ts';
import { decodePicture, encodePng } from '../src/pipeline/image.ts';
import type { Pipeline } from '../src/pipeline/process/supervisor.ts';
import type { Picture } from '../src/pipeline/types.ts';
import { soon } from './soon.ts';
import { temporaryFolder } from './temporary.ts';

const CHANNEL: Place = { platform: 'discord', workspace: 'guild', channel: 'pictures' };
const ANN: Person = { id: 'person-ann', name: 'Annabella', moderator: false };
const BEN: Person = { id: 'person-ben', name: 'Benedict', moderator: false };
const MOD: Person = { id: 'person-mod', name: 'Moderata', moderator: true };
const ADMIN: Person = { ...MOD, id: 'person-admin', administrator: true };
const log = createLog('silent');

/** Messages by their keys; a platform that remembers nothing else. */
class MemoryChat implements Chat {
  readonly platform = 'discord';
  readonly limits = { ...LIMITS, updateIntervalMs: 0 };
  readonly messages = new Map<string, View>();
  /** Where each was posted, by its key. */
  readonly posted = new Map<string, Place>();
  isAway = false;
  readonly removedThreads: Place[] = [];
  #next = 1;

  async post(place: Place, view: View): Promise<MessageRef> {
    const ref = { place, id: `m${this.#next++}` };
    this.messages.set(messageKey(ref), view);
    this.posted.set(messageKey(ref), place);
    return ref;
  }
  async update(ref: MessageRef, view: View): Promise<MessageRef> {
    if (this.isAway) throw new ChatError('unavailable', 'Away.');
    this.messages.set(messageKey(ref), view);
    return ref;
  }
  async remove(ref: MessageRef): Promise<void> {
    this.messages.delete(messageKey(ref));
  }
  async openThread({ id, place }: MessageRef): Promise<Place> {
    return { ...place, thread: id };
  }
  async removeThread(place: Place): Promise<void> {
    this.removedThreads.push(place);
  }
}

/** A picture that is like no other one, nor anything that is drawn. */
function noise(seed: number): Picture {
  let state = seed;
  const data = Uint8Array.from({ length: 16 * 16 * 3 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
  return { width: 16, height: 16, data };
}

/** In place of the model, which what is kept does not depend on. Waits while it is held. */
class StandIn implements Pipeline {
  hold: Promise<void> = Promise.resolve();
  #drawn = 1_000;

  async learn(images: readonly Uint8Array[], name: string, className: string) {
    await this.hold;
    const [lora = new Uint8Array(), embedding = new Uint8Array()] = images;
    const report = { method: 'dreambooth', steps: 1, loss: 1, seconds: 1 } as const;
    return {
      ...{ name, className, fingerprint: 'stand-in', lora, embedding },
      report: { ...report, pictures: images.length },
    };
  }

  async invert(
    image: Uint8Array | Picture,
    given: string | null,
    { signal, method = 'null-text' }: Parameters<Pipeline['invert']>[2] = {},
  ) {
    const prompt = given ?? 'a cat';
    await this.hold;
    throwIfCancelled(signal);
    const seen = image instanceof Uint8Array ? await decodePicture(image) : image;
    const values = { data: Float32Array.from(seen.data.subarray(0, 64)), dims: [1, 1, 8, 8] };
    return {
      fingerprint: 'stand-in',
      prompt,
      guidanceScale: 1,
      timesteps: [1],
      latent: { channels: 1, height: 8, width: 8 },
      trajectory: values,
      nullEmbeddings: values,
      attention: values,
      picture: await encodePng(seen),
      report: {
        method,
        steps: 1,
        psnr: 25,
        vaePsnr: 30,
        unetEvaluations: 1,
        gradientEvaluations: 0,
        seconds: 1,
      },
    };
  }
  async edit(...[inversion, specs, { signal } = {}]: Parameters<Pipeline['edit']>) {
    await this.hold;
    throwIfCancelled(signal);
    return specs.map(({ targetPrompt }) => ({
      picture: noise(this.#drawn++),
      method: 'prompt-to-prompt' as const,
      kind: 'replace' as const,
      mask: null,
      sourcePrompt: inversion.prompt,
      targetPrompt,
      unetRows: 1,
      seconds: 1,
    }));
  }
  async words() {
    return [{ word: 'zebra', map: { data: new Float32Array(4).fill(0.5), dims: [2, 2] } }];
  }
  async reconstruct() {
    return noise(this.#drawn++);
  }

  async caption() {
    return { sentence: 'a cat', confidence: 1 };
  }
}

let folder: string;
let stores: Stores;
let chat: MemoryChat;
let pipeline: StandIn;
let bot: Bot;

beforeEach(() => {
  folder = temporaryFolder();
  stores = openStores(join(folder, 'wordbrush.sqlite'), 60_000);
  chat = new MemoryChat();
  pipeline = new StandIn();
  bot = new Bot({
    stores,
    queue: new InProcessQueue(jobWorker({ stores, pipeline, steps: 2 })),
    gallery: new Gallery('nowhere', []),
    policy: {
      jobsPerPerson: 9,
      maxPictureBytes: 1_000_000,
      allowedChannels: [],
      allowedRoles: [],
      blockedPeople: [],
      blockedWords: [],
    },
    defaults: { fidelity: 'full' },
    log,
    reactionBurstMs: 1,
  });
  bot.connect(chat);
});
afterEach(async () => {
  await bot.close();
  await stores.close();
});

/** Everything in the folder, as bytes and as the text that V8 writes of what is not Latin-1. */
function isLeft(trace: string | Uint8Array): boolean {
  const needles =
    typeof trace === 'string'
      ? [Buffer.from(trace), Buffer.from(trace, 'utf16le')]
      : [Buffer.from(trace)];
  return readdirSync(folder).some((name) => {
    const bytes = readFileSync(join(folder, name));
    return needles.some((needle) => bytes.includes(needle));
  });
}

/** A part of every stored picture, which is nowhere else. */
async function tracesOfPictures(): Promise<Uint8Array[]> {
  const traces: Uint8Array[] = [];
  for await (const [, png] of entriesOf(stores.pictures)) traces.push(png.subarray(60, 140));
  return traces;
}

const act = (action: Action, person: Person, place: Place = CHANNEL) =>
  bot.handle({ ...action, person, place }, (view) => chat.post(place, view));
const typed = (text: string): Action => ({
  kind: 'message',
  text,
  attachments: [],
  addressed: true,
});
const posted = (prompt: string, seed: number): Action => ({
  kind: 'message',
  text: prompt,
  attachments: [{ name: 'secret-name.png', read: () => encodePng(noise(seed)) }],
  addressed: true,
});
const confirmed = (what: string): Action => ({
  kind: 'button',
  message: 'm',
  id: `forget:${what}`,
});

/** A picture of Ann's in a thread of its own. */
async function annsThread(): Promise<Place> {
  await act(posted('a zebra on a hidden beach', 1), ANN);
  await bot.settled();
  for await (const [, { place }] of entriesOf(stores.threads)) return place;
  throw new Error('There is no thread.');
}

describe('/forget thread', () => {
  it('leaves no byte of its pictures, words and people', async () => {
    const thread = await annsThread();
    await act(typed('"a zebra" -> "an okapi"'), BEN, thread);
    await bot.settled();
    const newest = [...chat.messages.keys()].at(-1)?.split('/').at(-1) ?? '';
    await act({ kind: 'reaction', message: newest, emoji: '➕', added: true }, BEN, thread);
    await bot.settled();
    await act(
      { kind: 'command', name: 'settings', options: { strength: 0.7 }, attachments: [] },
      ANN,
      thread,
    );
    await act(typed('/undo'), ANN, thread);
    const traces = [
      ...(await tracesOfPictures()),
      'zebra',
      'okapi',
      'hidden beach',
      'Annabella',
      'person-ben',
    ];
    expect(traces.length).toBeGreaterThan(8);
    expect(traces.filter((trace) => !isLeft(trace))).toEqual([]);

    await act(typed('/forget thread'), ANN, thread);
    expect(traces.filter(isLeft)).toEqual([]);
    const pictures = [...chat.messages.values()].flatMap(({ blocks }) =>
      blocks.filter(({ kind }) => kind === 'picture' || kind === 'compare'),
    );
    expect(pictures).toEqual([]);
  });

  it('leaves nothing of what is being made, waits, or could not be told', async () => {
    const thread = await annsThread();
    chat.isAway = true;
    await act(typed('"a zebra" -> "an undelivered okapi"'), ANN, thread);
    await soon(() => expect(isLeft('edited')).toBe(true));
    let release = (): void => {};
    pipeline.hold = new Promise((resolve) => {
      release = resolve;
    });
    await act(typed('"a zebra" -> "a running gnu"'), ANN, thread);
    await act(typed('"a zebra" -> "a waiting kudu"'), ANN, thread);
    const traces = [
      ...(await tracesOfPictures()),
      'undelivered okapi',
      'running gnu',
      'waiting kudu',
      'Annabella',
    ];
    expect(traces.filter((trace) => !isLeft(trace))).toEqual([]);

    chat.isAway = false;
    await act(typed('/forget thread'), ANN, thread);
    release();
    await bot.settled();
    await stores.scrub();
    expect(traces.filter(isLeft)).toEqual([]);
    for (const store of [
      stores.jobs,
      stores.requests,
      stores.pictures,
      stores.results,
      stores.messages,
    ])
      for await (const [key] of entriesOf<unknown>(store)) expect(key).toBe('nothing');
    expect(await stores.inversions.bytes()).toBe(0);
  });
});

describe('jobs that a killed bot left', () => {
  const left = (id: string, place: Place, at: number): KeptJob => ({
    ...{ id, kind: 'edit', thread: placeKey(place), result: id, title: `an untold okapi ${id}` },
    ...{ requester: { key: 'discord/person-ann', name: 'Annabella' }, place, at, message: null },
  });
  const keptJobs = async (): Promise<string[]> => {
    const ids: string[] = [];
    for await (const [id] of entriesOf(stores.jobs)) ids.push(id);
    return ids;
  };

  it('go when the place is gone where they would be told of', async () => {
    const gone = { ...CHANNEL, thread: 'deleted' };
    await stores.jobs.set('one', left('one', gone, 1));
    chat.post = () => Promise.reject(new ChatError('gone', 'The thread was deleted.'));
    await bot.resume();
    await stores.scrub();
    expect(await keptJobs()).toEqual([]);
    expect(isLeft('untold okapi')).toBe(false);
  });

  it('stay forgotten when that is asked for while they are taken up', async () => {
    const thread = await annsThread();
    for (const [at, id] of ['one', 'two'].entries())
      await stores.jobs.set(id, left(id, thread, at));
    const post = chat.post.bind(chat);
    chat.post = async (place, view) => {
      chat.post = post;
      await act(typed('/forget thread'), ANN, thread);
      return await post(place, view);
    };
    await bot.resume();
    await bot.settled();
    await stores.scrub();
    expect(await keptJobs()).toEqual([]);
    expect(isLeft('untold okapi')).toBe(false);
    expect(JSON.stringify([...chat.messages.values()])).not.toContain('untold okapi');
  });
});

describe('a thread whose own entry was damaged', () => {
  /** Ann's, with an edit of Ben's in it; which messages of then are still there. */
  async function damagedThread(): Promise<{ thread: Place; inThread: () => string[] }> {
    const thread = await annsThread();
    await act(typed('"a zebra" -> "an okapi"'), BEN, thread);
    await bot.settled();
    const file = new DatabaseSync(join(folder, 'wordbrush.sqlite'));
    file.exec('PRAGMA secure_delete = ON'); // what is overwritten here is gone, as by the bot
    const damage = "UPDATE entries SET value = x'ff0f22' WHERE key = ?";
    expect(file.prepare(damage).run(`thread:${placeKey(thread)}`).changes).toBe(1);
    file.close();
    const there = [...chat.posted].flatMap(([key, { thread: id }]) =>
      id === thread.thread && chat.messages.has(key) ? [key] : [],
    );
    const inThread = (): string[] => there.filter((key) => chat.messages.has(key));
    expect(inThread().length).toBeGreaterThan(1);
    return { thread, inThread };
  }

  it('is forgotten by whose it was: its messages go, and what was made in it', async () => {
    const { thread, inThread } = await damagedThread();
    await act(typed('/forget thread'), BEN, thread);
    expect(inThread().length).toBeGreaterThan(1);
    await act(typed('/forget thread'), ANN, thread);
    expect(inThread()).toEqual([]);
    expect(chat.removedThreads).toEqual([thread]);
    for (const store of [stores.results, stores.messages, stores.pictures, stores.lost])
      for await (const [key] of entriesOf<unknown>(store)) expect(key).toBe('nothing');
    expect(await stores.inversions.bytes()).toBe(0);
    expect(['zebra', 'okapi', 'hidden beach', 'Annabella'].filter(isLeft)).toEqual([]);
  });

  it.each([
    ['mine', ANN],
    ['everything', ADMIN],
  ])('goes with /forget %s, long after what hung on it was swept', async (what, person) => {
    const { inThread } = await damagedThread();
    expect(await new Sweeping(stores, () => {}, 0).sweep()).toBeGreaterThan(1);
    expect(await new Sweeping(stores, () => {}, 0).sweep()).toBe(0);
    for await (const [key] of entriesOf(stores.pictures)) expect(key).toBe('nothing');
    await act(confirmed(what), BEN);
    expect(inThread().length).toBeGreaterThan(1);
    await act(confirmed(what), person);
    expect(inThread()).toEqual([]);
  });

  it('leaves alone what was begun in its place by somebody else', async () => {
    const { thread } = await damagedThread();
    await act(posted('a llama in a private garden', 2), BEN, thread);
    await bot.settled();
    await act(confirmed('mine'), ANN);
    expect(chat.removedThreads).toEqual([]);
    await act(typed('"a llama" -> "an alpaca"'), BEN, thread);
    await bot.settled();
    expect(isLeft('alpaca')).toBe(true);
  });
});

describe('/forget mine', () => {
  it('leaves no byte of the subjects that a person taught, or is teaching', async () => {
    const teaching = (name: string, seed: number): Action => ({
      ...{ kind: 'command', name: 'learn', options: { name, class: 'dog' } },
      attachments: [0, 1, 2].map((i) => ({
        name: 'secret-name.png',
        read: () => encodePng(noise(seed + i)),
      })),
    });
    await act(teaching('Zebulon', 10), ANN);
    await bot.settled();
    let release = (): void => {};
    pipeline.hold = new Promise((resolve) => {
      release = resolve;
    });
    await act(teaching('Quagga', 20), ANN);
    const traces = [...(await tracesOfPictures()), 'Zebulon', 'Quagga', 'Annabella'];
    for await (const [, { lora }] of entriesOf(stores.subjects))
      if (lora) traces.push(lora.subarray(60, 140));
    expect(traces.length).toBeGreaterThan(8);
    expect(traces.filter((trace) => !isLeft(trace))).toEqual([]);
    await act(confirmed('mine'), ANN);
    release();
    await bot.settled();
    await stores.scrub();
    expect(traces.filter(isLeft)).toEqual([]);
    for (const message of chat.messages.values())
      expect(JSON.stringify(message)).not.toMatch(/Zebulon|Quagga/);
  });

  it('takes a person out of a thread of somebody else, and what others made of their picture', async () => {
    const thread = await annsThread();
    const anns = await tracesOfPictures();
    await act(typed('"a zebra" -> "an okapi"'), BEN, thread);
    await bot.settled();
    await act(posted('a llama in a private garden', 2), BEN, thread);
    await bot.settled();
    await act(typed('"a llama" -> "an alpaca"'), ANN, thread);
    await bot.settled();
    const newest = [...chat.messages.keys()].at(-1)?.split('/').at(-1) ?? '';
    await act({ kind: 'reaction', message: newest, emoji: '➕', added: true }, BEN, thread);
    await bot.settled();
    await act(posted('', 3), BEN, thread);
    const bens = (await tracesOfPictures()).filter(
      (trace) => !anns.some((other) => Buffer.from(other).equals(trace)),
    );
    const traces = [...bens, 'okapi', 'private garden', 'alpaca', 'Benedict', 'person-ben'];
    expect(traces.filter((trace) => !isLeft(trace))).toEqual([]);

    await act(typed('/forget mine'), BEN, thread);
    await act(confirmed('mine'), BEN, thread);
    expect(traces.filter(isLeft)).toEqual([]);
    expect([...anns, 'hidden beach', 'Annabella'].filter((trace) => !isLeft(trace))).toEqual([]);
    await act(typed('"a zebra" -> "a quagga"'), ANN, thread);
    await bot.settled();
    expect(isLeft('quagga')).toBe(true);
  });
});

describe('/forget everything', () => {
  it('is for administrators, and leaves nothing of their server alone', async () => {
    await annsThread();
    await act(posted('a llama elsewhere', 2), BEN, { ...CHANNEL, workspace: 'another guild' });
    await bot.settled();
    for (const other of [ANN, MOD]) await act(confirmed('everything'), other);
    expect(isLeft('hidden beach')).toBe(true);
    await act(confirmed('everything'), ADMIN);
    expect(isLeft('hidden beach')).toBe(false);
    expect(isLeft('Annabella')).toBe(false);
    expect(isLeft('a llama elsewhere')).toBe(true);
  });
});

it('in the web chat, leaves nothing of what was said outside threads either', async () => {
  const web = new WebAdapter({
    host: '127.0.0.1',
    port: 0,
    allowedHosts: [],
    maxPictureBytes: 1_000_000,
    stores,
    gallery: new Gallery('nowhere', []),
    log,
  });
  bot.connect(web);
  await web.start(bot);
  const post = (path: string, body: string | FormData) =>
    fetch(`${web.address}${path}`, { method: 'POST', body, headers: { Origin: web.address } });
  const say = async (text: string, file?: File): Promise<void> => {
    const form = new FormData();
    form.set('text', text);
    if (file) form.set('file', file);
    await post('/api/messages', form);
  };
  await say('something embarrassing');
  const png = new File([Uint8Array.from(await encodePng(noise(7)))], 'tell-tale.png');
  await say('a zebra on a hidden beach', png);
  await vi.waitFor(async () => expect(await stores.inversions.bytes()).toBeGreaterThan(0), 10_000);
  await bot.settled();
  const traces = [...(await tracesOfPictures()), 'embarrassing', 'hidden beach', 'tell-tale'];
  expect(traces.filter((trace) => !isLeft(trace))).toEqual([]);

  await post('/api/buttons', JSON.stringify({ message: 'm', button: 'forget:mine', thread: null }));
  await vi.waitFor(() => expect(traces.filter(isLeft)).toEqual([]), 10_000);
  await web.stop();
});
