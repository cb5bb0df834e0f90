import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Gallery } from '../../src/bot/gallery.ts';
import { BotUnderFire } from './bot-under-fire.ts';
import { checkKept, missingPictures, wordsLeft } from './checks.ts';
import { damageJob, damageThread } from './damage.ts';
import { apologiesIn, endingsOf, hasEnded, isDone, settled, unsaid } from './endings.ts';
import { Person } from './person.ts';
import { anHour } from './settable-clock.ts';
import { SmallDisk } from './small-disk.ts';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const MODEL = path('../../models/emoji-world');
/** What a bot of long ago left: the first start brings it up to date, if it lives long enough. */
const OLD_STORE = path('../fixtures/stores/v0-8c7deb7.sqlite');
const DISK_MIB = 48;
/** For how long a disk stays full. */
const FULL_MS = 1_500;
/** For how long a life waits for its first accepted request before it counts. */
const PATIENCE_MS = 10_000;

export interface ChaosOptions {
  readonly kills: number;
  readonly seed: number;
  /** `stand-in`: a timed one in the pipeline's process, because the real one takes seconds a job. */
  readonly pipeline: 'stand-in' | 'real';
  /**
   * The longest that a bot lives, in milliseconds: by turns from its first accepted request, so that
   * even a slow machine accepts some, and from its start, so that it is also killed before one.
   */
  readonly lifeMs: number;
}

export interface ChaosReport {
  /** Of the bot, of a process of its own (its pipeline, or what decodes pictures), and of workers. */
  readonly kills: number;
  readonly pipelineKills: number;
  readonly workerKills: number;
  /** Jobs and threads whose entry in the store was overwritten. */
  readonly damaged: number;
  readonly damagedThreads: number;
  /** How often the clock of a bot or a worker was set forward or back by an hour. */
  readonly clocks: number;
  /** How often the disk or the Redis was full for a while, and a worker frozen and woken. */
  readonly diskFull: number;
  readonly redisFull: number;
  readonly frozen: number;
  /** Requests that the bot had acknowledged. */
  readonly accepted: number;
  readonly answered: number;
  readonly apologised: number;
  /** Threads that were forgotten. */
  readonly forgotten: number;
  /** Accepted without an answer, and messages that say for ever that work goes on. */
  readonly lost: number;
  /** Answered or apologised for more than once. */
  readonly doubled: number;
  /** What people said themselves, that was acknowledged and is not shown. */
  readonly unsaid: number;
  /** Pictures whose long inversion was to follow and did not come. */
  readonly unimproved: number;
  /** Threads that take no edit any more. */
  readonly broken: number;
  /** Pictures that are shown or held and are not there. */
  readonly missingPictures: number;
  /** What is kept and neither shown nor held, after what attempts left was swept. */
  readonly orphans: number;
  readonly swept: number;
  /** Words of forgotten threads that are still in the bytes of the store. */
  readonly afterForget: number;
}

export type Harms = Pick<
  ChaosReport,
  | 'kills'
  | 'pipelineKills'
  | 'workerKills'
  | 'damaged'
  | 'damagedThreads'
  | 'clocks'
  | 'diskFull'
  | 'redisFull'
  | 'frozen'
>;

export const NO_HARM: Harms = {
  ...{ kills: 0, pipelineKills: 0, workerKills: 0, damaged: 0, damagedThreads: 0 },
  ...{ clocks: 0, diskFull: 0, redisFull: 0, frozen: 0 },
};

/**
 * Kills a bot and its pipeline again and again, fills its disk and damages its jobs, while somebody
 * uses the web chat; then counts what became of each request and looks at all that is left.
 */
export async function chaos(options: ChaosOptions): Promise<ChaosReport> {
  const random = generator(options.seed);
  const disk = SmallDisk.mount(DISK_MIB);
  const folder = disk?.folder ?? mkdtempSync(join(tmpdir(), 'wordbrush-chaos-'));
  const where = join(folder, 'wordbrush.sqlite');
  // Its inversion is the stand-in's, of which the real model can make nothing.
  if (options.pipeline === 'stand-in') copyFileSync(OLD_STORE, where);
  const person = new Person(await examplePicture(), random);
  const harms = { ...NO_HARM };

  for (let life = 0; life < options.kills; life++) {
    if (life % 10 === 9 && (await damageJob(where))) harms.damaged++;
    if (life % 10 === 4 && (await damageThread(where, person))) harms.damagedThreads++;
    const bot = await BotUnderFire.start(where, options.pipeline);
    const before = person.accepted.size;
    const begun = new AbortController();
    const asking = (async () => {
      for (let i = 0; i < 8; i++) {
        await person.act(bot);
        if (person.accepted.size > before) begun.abort();
        await sleep(random() * 100);
      }
    })();
    const counted = life % 2 === 0 ? begun.signal : AbortSignal.abort();
    await sleep(PATIENCE_MS, undefined, { signal: counted }).catch(() => {});
    const left = sleep(random() * options.lifeMs);
    if (life % 3 === 1) {
      bot.setClock(anHour(random));
      harms.clocks++;
    }
    if (random() < 0.3) {
      await sleep(random() * options.lifeMs);
      if (await bot.killPipeline()) harms.pipelineKills++;
    }
    await left;
    if (disk && life % 10 === 5) {
      await fillFor(disk, bot);
      harms.diskFull++;
    }
    await bot.kill();
    harms.kills++;
    await asking;
    if (life % 50 === 49) process.stderr.write(`${life + 1} kills\n`);
  }

  const start = () => BotUnderFire.start(where, options.pipeline);
  const report = await reckon({ where, person, harms, start });
  if (isClean(report)) {
    if (disk) disk.unmount();
    else rmSync(folder, { recursive: true });
  }
  return report;
}

/** Whether nothing is wrong. */
export function isClean(report: ChaosReport): boolean {
  const { lost, doubled, unsaid, broken, missingPictures: missing } = report;
  const { orphans, afterForget, unimproved } = report;
  return lost + doubled + unsaid + broken + missing + orphans + afterForget + unimproved === 0;
}

/** Starts a bot for the last time, waits until all has come to an end, and counts. */
export async function reckon({
  where,
  person,
  harms,
  start,
}: {
  readonly where: string;
  readonly person: Person;
  readonly harms: Harms;
  readonly start: () => Promise<BotUnderFire>;
}): Promise<ChaosReport> {
  const bot = await start();
  try {
    // Those that were killed on the way to forgetting something are asked once more.
    const { threads: open } = await bot.state();
    for (const thread of person.forgotten.keys())
      if (open.includes(thread)) await bot.say('/forget thread', { thread });
    const forgotten = new Set([...person.forgotten.values()].flat());
    const words = person.awaited;
    const messages = await settled(bot, words);
    const stuck = messages.filter(({ view }) => view?.tone === 'working');
    const counts = words.map((word) => endingsOf(word, messages));
    const unended = words.filter((_, i) => !hasEnded(counts[i]!));
    // Some apologies do not say what they are for.
    const nameless = Math.min(unended.length, apologiesIn(messages));
    const lost = unended.length - nameless + stuck.length;
    const doubled = words.filter((_, i) => counts[i]!.done + counts[i]!.sorry > 1);
    // For whoever looks for the reason.
    if (lost + doubled.length > 0)
      process.stderr.write(
        `${where} ${JSON.stringify({ unended, stuck, doubled }).slice(0, 20_000)}\n`,
      );
    const silent = await unsaid(bot, words);
    if (silent.length > 0) process.stderr.write(`${where} does not show ${silent.join(' ')}\n`);
    const unshown = await missingPictures(bot, messages);
    const broken = await brokenThreads(bot);
    const last = await settled(bot, []);
    await bot.kill();
    const kept = await checkKept(where, last);
    const left = await wordsLeft(where, [...forgotten]);
    if (left.length > 0) process.stderr.write(`${where} remembers ${left.join(' ')}\n`);
    return {
      ...harms,
      accepted: person.accepted.size,
      answered: counts.filter(({ done, sorry }) => done > 0 && sorry === 0).length,
      apologised: counts.filter(({ done, sorry }) => done === 0 && sorry > 0).length + nameless,
      forgotten: person.forgotten.size,
      ...{ lost, doubled: doubled.length, unsaid: silent.length, broken },
      missingPictures: unshown + kept.missing,
      ...{ orphans: kept.orphans, swept: kept.swept, afterForget: left.length },
      unimproved: kept.unimproved,
    };
  } finally {
    await bot.kill();
  }
}

export async function examplePicture(): Promise<Uint8Array> {
  const gallery = await Gallery.open(MODEL);
  const [example] = gallery.matching('a cat');
  if (!example) throw new Error('The bundled model has no example of a cat.');
  return await gallery.read(example);
}

/** Leaves no room, and some again before the bot is killed: what it could not keep is kept then. */
async function fillFor(disk: SmallDisk, bot: BotUnderFire): Promise<void> {
  disk.fill();
  await sleep(FULL_MS);
  disk.empty();
  for (let i = 0; i < 100; i++) {
    const { status } = await bot.health().catch(() => ({ status: 503 }));
    if (status === 200) break;
    await sleep(100);
  }
  // The pause between two tries.
  await sleep(2 * FULL_MS);
}

/** An edit in every thread that has a picture: each has to be drawn. */
async function brokenThreads(bot: BotUnderFire): Promise<number> {
  const { threads } = await bot.state();
  const words: string[] = [];
  for (const [i, thread] of threads.entries()) {
    const root = (await bot.thread(thread)).find(isDone);
    if (!root) continue;
    words.push(`z${i}z`);
    await bot.say(`"a cat" -> "a dog z${i}z"`, { thread, replyTo: root.id });
  }
  const messages = await settled(bot, words);
  return words.filter((word) => endingsOf(word, messages).done !== 1).length;
}

/** Numbers in 0 … 1 that a seed decides: mulberry32. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
