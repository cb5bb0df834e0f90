/**
 * `npm run bench:soak`: a day's load in miniature. 50 people ask for 1,000 jobs, in bursts of one to
 * four, through the real bot, queue and SQLite store; the pipeline is a timed stand-in, in this
 * process. Memory is read after a garbage collection, at first when a tenth of the jobs is done.
 *
 * The wait that counts is that of a person's first job, asked for when none of theirs waited. Its
 * ratio is the longest over the mean of them: other people's bursts must not hold anybody up.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { LIMITS } from '../src/adapters/discord/limits.ts';
import { Bot } from '../src/bot/bot.ts';
import type { Chat } from '../src/bot/chat/chat.ts';
import { Gallery } from '../src/bot/gallery.ts';
import { jobWorker } from '../src/bot/job/job-worker.ts';
import { InProcessQueue } from '../src/bot/queue/in-process-queue.ts';
import type { Action, MessageRef, Person, Place } from '../src/bot/request/requests.ts';
import { openStores } from '../src/bot/store/stores.ts';
import type { View } from '../src/bot/view/views.ts';
import { standIn } from '../test/chaos/stand-in.ts';
import { MODEL, markdownTable, mean, report } from './lib.ts';

const USERS = 50;
const JOBS = 1_000;
const WARM_UP = JOBS / 10;
const UNIT_MS = 2;

/** A platform that remembers nothing but who waits for which message to be done. */
class SoakChat implements Chat {
  readonly platform = 'discord';
  readonly limits = { ...LIMITS, updateIntervalMs: 200 };
  readonly #awaited = new Map<string, () => void>();
  #next = 1;

  async post(place: Place, _view: View): Promise<MessageRef> {
    return { place, id: `${this.#next++}` };
  }
  async update(message: MessageRef, view: View): Promise<MessageRef> {
    if (view.tone !== 'working') {
      this.#awaited.get(message.id)?.();
      this.#awaited.delete(message.id);
    }
    return message;
  }
  async remove(): Promise<void> {}
  /** Resolves when a message says that its job is over. */
  done({ id }: MessageRef): Promise<void> {
    return new Promise((resolve) => this.#awaited.set(id, resolve));
  }
}

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, write: { type: 'boolean' } },
});
const folder = await mkdtemp(join(tmpdir(), 'wordbrush-soak-'));
const file = join(folder, 'soak.sqlite');
const stores = openStores(file, 60 * 60 * 1_000);
const gallery = await Gallery.open(MODEL);
const [example] = gallery.matching('a cat');
if (!example) throw new Error('The bundled model has no example of a cat.');
const picture = await gallery.read(example);
const chat = new SoakChat();

/** When the jobs that have not begun were asked for, by their title. */
const asked = new Map<string, number>();
const waits: number[] = [];
const work = jobWorker({ stores, pipeline: standIn(UNIT_MS), steps: 4 });
const queue = new InProcessQueue(async (job, options) => {
  const at = asked.get(job.title);
  if (at !== undefined) waits.push(performance.now() - at);
  asked.delete(job.title);
  return await work(job, options);
});
const bot = new Bot({
  ...{ stores, queue, gallery, log: pino({ level: 'error' }, pino.destination(2)) },
  policy: {
    ...{ jobsPerPerson: 8, maxPictureBytes: 2 ** 20, allowedChannels: [], allowedRoles: [] },
    ...{ blockedPeople: [], blockedWords: [] },
  },
  defaults: { fidelity: 'quick' },
});
bot.connect(chat);

let jobs = 0;
let rssStartMiB = 0;

async function ask(person: Person, place: Place, action: Action, isFirst: boolean, title: string) {
  if (isFirst) asked.set(title, performance.now());
  let over: Promise<void> | undefined;
  let shown = '';
  await bot.handle({ ...action, place, person }, async (view) => {
    const message = await chat.post(place, view);
    if (view.tone === 'working') over = chat.done(message);
    shown = message.id;
    return message;
  });
  if (!over) throw new Error(`“${title}” was refused.`);
  await over;
  if (++jobs === WARM_UP) rssStartMiB = rssMiB();
  return shown;
}

/** A picture, then edits of it in bursts. */
async function user(number: number): Promise<void> {
  const person: Person = { id: `p${number}`, name: `Person ${number}`, moderator: false };
  const place: Place = {
    ...{ platform: 'discord', workspace: 'w', channel: `c${number}` },
    thread: 't',
  };
  const prompt = `a cat number ${number}`;
  const file = { name: 'p.png', read: async () => picture };
  const root = await ask(
    ...([person, place] as const),
    { kind: 'command', name: 'invert', options: { prompt }, attachments: [file] },
    ...([true, prompt] as const),
  );
  for (
    let edit = 1, burst = 1 + (number % 4);
    edit < JOBS / USERS;
    burst = 1 + ((burst + edit) % 4)
  ) {
    const pending: Promise<string>[] = [];
    for (let i = 0; i < burst && edit < JOBS / USERS; i++, edit++) {
      const text = `"number" -> "count ${number} ${edit}"`;
      const action: Action = {
        kind: 'command',
        name: 'edit',
        options: { edit: text },
        attachments: [],
        message: root,
      };
      pending.push(ask(person, place, action, i === 0, text));
    }
    await Promise.all(pending);
    await sleep(5 * (number % 10));
  }
}

function rssMiB(): number {
  globalThis.gc?.();
  return Math.round(process.memoryUsage.rss() / 2 ** 20);
}

await Promise.all(Array.from({ length: USERS }, (_, i) => user(i)));
await bot.settled();
await sleep(500);
const rssEndMiB = rssMiB();
const storeMiB = Math.round((await stat(file)).size / 2 ** 20);
let left = 0;
for await (const _ of stores.jobs.iterator()) left++;
for await (const _ of stores.requests.iterator()) left++;
await bot.close();
await stores.close();
await rm(folder, { recursive: true });

const longestWaitRatio = Number((Math.max(...waits) / mean(waits)).toFixed(2));
const figures = {
  ...{ jobs, users: USERS, rssStartMiB, rssEndMiB, longestWaitRatio },
  ...{ meanWaitMs: Math.round(mean(waits)), storeMiB, left },
};
const table = markdownTable(
  ['', ''],
  [
    ['jobs, by people', `${jobs}, ${USERS}`],
    ['memory after a tenth of them, at the end', `${rssStartMiB}, ${rssEndMiB} MiB`],
    [
      'wait of a person’s first job: mean, longest over mean',
      `${figures.meanWaitMs} ms, ${longestWaitRatio} ×`,
    ],
    ['the store, with all pictures and inversions', `${storeMiB} MiB`],
    ['jobs and requests left in the store', `${left}`],
  ],
);
await report('soak', 'npm run bench:soak', { figures, table }, values);
