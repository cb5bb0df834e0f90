import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bot } from '../../src/bot/bot.ts';
import { Gallery } from '../../src/bot/gallery.ts';
import { jobWorker } from '../../src/bot/job/job-worker.ts';
import { InProcessQueue } from '../../src/bot/queue/in-process-queue.ts';
import { entriesOf, openStores, type Stores } from '../../src/bot/store/stores.ts';
import type { Thread } from '../../src/bot/thread/thread.ts';
import { createLog } from '../../src/log.ts';
import { encodePng } from '../../src/pipeline/image.ts';
import type { DoubledWorld } from '../contract/chat-world.ts';
import { openDiscordWorld } from '../e2e/discord-world.ts';
import { openSlackWorld } from '../e2e/slack-world.ts';
import { soon } from '../soon.ts';
import { keysOf, PROMPT } from './conversation.ts';
import { fakeModel, solid } from './fake-model.ts';

describe.each([
  ['Discord', openDiscordWorld],
  ['Slack', openSlackWorld],
])('where the bot may not post any more on %s', (_, openWorld) => {
  let stores: Stores;
  let model: ReturnType<typeof fakeModel>;
  let bot: Bot;
  let world: DoubledWorld;
  let faults: unknown[];
  beforeEach(async () => {
    stores = openStores(':memory:', 60_000);
    model = fakeModel();
    faults = [];
    bot = new Bot({
      stores,
      queue: new InProcessQueue(jobWorker({ stores, pipeline: model.pipeline, steps: 4 })),
      gallery: new Gallery('nowhere', []),
      policy: {
        ...{ jobsPerPerson: 3, maxPictureBytes: 1_000_000, allowedChannels: [], allowedRoles: [] },
        ...{ blockedPeople: [], blockedWords: [] },
      },
      defaults: { fidelity: 'quick' },
      log: createLog('error', [], { write: (line) => void faults.push(JSON.parse(line)) }),
    });
    world = await openWorld({ bot });
  });
  afterEach(async () => {
    await world.close();
    await bot.close();
    await stores.close();
  });

  const start = async () => await world.startEditing(await encodePng(solid(90)), PROMPT);
  const isOver = () => soon(async () => expect(await keysOf(stores.jobs)).toEqual([]));
  const kept = async (): Promise<Thread[]> => {
    const threads: Thread[] = [];
    for await (const [, thread] of entriesOf(stores.threads)) threads.push(thread);
    return threads;
  };
  const shutOut = async (): Promise<void> => {
    world.shutOut();
    await sleep(50); // the event is on its way
  };
  /** Nothing is tried again, whoever looks. */
  const isGivenUp = async (): Promise<void> => {
    expect(await keysOf(stores.working)).toEqual([]);
    const { attempts } = world;
    await bot.resume();
    for (let i = 0; i < 3; i++) await bot.watch();
    await bot.settled();
    expect(world.attempts).toBe(attempts);
    expect(faults).toMatchObject([{ err: { code: 'forbidden' } }]);
  };

  it('gives an inversion’s message up at once, and keeps the inversion', async () => {
    const release = model.hold();
    await start();
    await soon(() => expect(model.calls).toHaveLength(1));
    await shutOut();
    release();
    await isOver();
    expect((await kept()).map(({ results }) => results[0]?.pictures.length)).toEqual([1]);
    expect(await stores.inversions.bytes()).toBeGreaterThan(0);
    await isGivenUp();
  });

  it('gives an edit’s message up at once, and forgets the edit that nobody has seen', async () => {
    const thread = await start();
    await soon(() => expect(model.calls).toHaveLength(1));
    await isOver();
    const release = model.hold();
    await thread.say('"cat" -> "lion"');
    await soon(() => expect(model.calls.at(-1)?.kind).toBe('edit'));
    await shutOut();
    release();
    await isOver();
    expect((await kept()).map(({ results }) => results.length)).toEqual([1]);
    expect(await stores.inversions.bytes()).toBeGreaterThan(0);
    await isGivenUp();
  });
});
