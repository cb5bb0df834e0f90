import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Gallery } from '../../src/bot/gallery.ts';
import { openStores } from '../../src/bot/store/stores.ts';
import { BotUnderFire, type Message } from './bot-under-fire.ts';

const MODEL = fileURLToPath(new URL('../../models/emoji-world', import.meta.url));
/** More threads than this are not opened: edits go to those that are there. */
const THREADS = 12;
/** Requests without an ending, in messages that do not change for so long, are lost. */
const STUCK_MS = 30_000;
/** For so long nothing may change after the last ending: a second one would be in it. */
const CALM_MS = 2_000;
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
  /** Of the bot, and of the pipeline's process. */
  readonly kills: number;
  readonly pipelineKills: number;
  readonly damaged: number;
  /** Requests that the bot had acknowledged. */
  readonly accepted: number;
  readonly answered: number;
  readonly apologised: number;
  /** Accepted without an answer, and messages that say for ever that work goes on. */
  readonly lost: number;
  /** Answered or apologised for more than once. */
  readonly doubled: number;
  /** Threads that take no edit any more. */
  readonly broken: number;
}

/**
 * Kills a bot and its pipeline again and again while somebody uses the web chat, and counts what
 * became of each request after the last start. Requests are told apart by a word of their own.
 */
export async function chaos(options: ChaosOptions): Promise<ChaosReport> {
  const random = generator(options.seed);
  const where = join(tmpdir(), `wordbrush-chaos-${randomUUID()}.sqlite`);
  const gallery = await Gallery.open(MODEL);
  const [example] = gallery.matching('a cat');
  if (!example) throw new Error('The bundled model has no example of a cat.');
  const picture = await gallery.read(example);
  const accepted = new Set<string>();
  let asked = 0;
  let opened = 0;
  let pipelineKills = 0;
  let damaged = 0;

  /** One request of the person's: a picture at first, later mostly edits of the first pictures. */
  const ask = async (bot: BotUnderFire): Promise<void> => {
    const { threads } = await bot.state().catch(() => ({ threads: [] }));
    const word = `w${asked++}`;
    if (opened < THREADS && (threads.length === 0 || random() < 0.3)) {
      opened++;
      if (await bot.say(`a cat ${word}x`, { picture })) accepted.add(`${word}x`);
      return;
    }
    const thread = threads[Math.floor(random() * threads.length)];
    const root = thread && (await bot.thread(thread).catch(() => [])).find(isDone);
    if (!thread || !root) return;
    const text = `"a cat" -> "a lion ${word}y"`;
    if (await bot.say(text, { thread, replyTo: root.id })) accepted.add(`${word}y`);
  };

  for (let kills = 0; kills < options.kills; kills++) {
    if (kills % 10 === 9 && (await damageJob(where))) damaged++;
    const bot = await BotUnderFire.start(where, options.pipeline);
    const before = accepted.size;
    const begun = new AbortController();
    const asking = (async () => {
      for (let i = 0; i < 8; i++) {
        await ask(bot);
        if (accepted.size > before) begun.abort();
        await sleep(random() * 100);
      }
    })();
    const counted = kills % 2 === 0 ? begun.signal : AbortSignal.abort();
    await sleep(PATIENCE_MS, undefined, { signal: counted }).catch(() => {});
    const life = sleep(random() * options.lifeMs);
    if (random() < 0.3) {
      await sleep(random() * options.lifeMs);
      if (await bot.killPipeline()) pipelineKills++;
    }
    await life;
    await bot.kill();
    await asking;
  }

  const bot = await BotUnderFire.start(where, options.pipeline);
  try {
    const messages = await settled(bot, [...accepted]);
    const stuck = messages.filter(({ view }) => view?.tone === 'working');
    const counts = [...accepted].map((word) => endingsOf(word, messages));
    const unended = [...accepted].filter((_, i) => !hasEnded(counts[i]!));
    // For whoever looks for the reason.
    if (stuck.length + unended.length > 0)
      process.stderr.write(`${where} ${JSON.stringify({ unended, stuck })}\n`);
    return {
      ...{ kills: options.kills, pipelineKills, damaged, accepted: accepted.size },
      answered: counts.filter(({ done, sorry }) => done > 0 && sorry === 0).length,
      apologised: counts.filter(({ done, sorry }) => done === 0 && sorry > 0).length,
      lost: unended.length + stuck.length,
      doubled: counts.filter(({ done, sorry }) => done + sorry > 1).length,
      broken: await brokenThreads(bot),
    };
  } finally {
    await bot.kill();
  }
}

/** How often a request was answered by a picture or by an apology. */
function endingsOf(word: string, messages: readonly Message[]): { done: number; sorry: number } {
  const isPicture = word.endsWith('x');
  const about = messages.filter(({ view }) => {
    const text = wordsIn(view?.blocks);
    // Edits name the picture that they are made from.
    return text.includes(word) && !(isPicture && /w\d+y/u.test(text));
  });
  return {
    done: about.filter(isDone).length,
    sorry: about.filter(({ view }) => view?.tone === 'problem').length,
  };
}

/** What a person reads in a message: random names hold every short word sooner or later. */
function wordsIn(blocks: readonly unknown[] | undefined): string {
  const isRandom = (key: string) => ['url', 'name', 'id'].includes(key);
  return JSON.stringify(blocks ?? [], (key, value) => (isRandom(key) ? undefined : value));
}

function hasEnded({ done, sorry }: { done: number; sorry: number }): boolean {
  return done + sorry > 0;
}

function isDone({ view }: Message): boolean {
  return view?.tone === 'done';
}

/** Every message of the bot's, once each of the requests has ended or nothing has moved for long. */
async function settled(bot: BotUnderFire, words: readonly string[]): Promise<Message[]> {
  let changed = performance.now();
  for (let before = ''; ; await sleep(500)) {
    const { threads, messages } = await bot.state();
    for (const thread of threads) messages.push(...(await bot.thread(thread)));
    const all = messages.filter(({ from }) => from === 'bot');
    const now = JSON.stringify(all);
    if (now !== before) changed = performance.now();
    before = now;
    const works = /"tone":"working"|"kind":"progress"/u.test(now);
    // A request that was just accepted has no message yet that says that it is worked on.
    const ended = !works && words.every((word) => hasEnded(endingsOf(word, all)));
    if (performance.now() - changed > (ended ? CALM_MS : STUCK_MS)) return all;
  }
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

/** Overwrites what is kept of one job that waits or runs; false when there is none. */
async function damageJob(where: string): Promise<boolean> {
  const stores = openStores(where, 60 * 60 * 1_000);
  let found: string | undefined;
  for await (const [id, { message, ending }] of stores.jobs.iterator())
    if (message !== null && ending === undefined) found ??= id;
  await stores.close();
  if (found === undefined) return false;
  const file = new DatabaseSync(where);
  file.prepare("UPDATE entries SET value = x'ff0f00' WHERE key = ?").run(`job:${found}`);
  file.close();
  return true;
}

/** Numbers in 0 … 1 that a seed decides: mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
