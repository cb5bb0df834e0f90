import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Adapter } from '../../src/adapters/adapter.ts';
import { Bot } from '../../src/bot/bot.ts';
import type { BotFace } from '../../src/bot/chat/chat.ts';
import { Gallery } from '../../src/bot/gallery.ts';
import { jobWorker } from '../../src/bot/job/job-worker.ts';
import { InProcessQueue } from '../../src/bot/queue/in-process-queue.ts';
import { openStores } from '../../src/bot/store/stores.ts';
import { encodePng } from '../../src/pipeline/image.ts';
import { standIn } from '../chaos/stand-in.ts';
import { solid } from '../conversation/fake-model.ts';
import { temporaryPath } from '../temporary.ts';
import type { Shown } from './chat-world.ts';

const WAIT = { timeout: 60_000, interval: 50 };
/** How long a unit of the stand-in's work takes: a job has four. */
const SLOW_MS = 2_500;

/** A platform on which somebody teaches subjects, in its own ways. */
export interface LearnWorld {
  /** Gives the command with the pictures, the way one does it here. */
  teach(name: string, className: string, pictures: readonly Uint8Array[]): Promise<void>;
  /** The same in one typed message, to the bot. */
  say(text: string, pictures?: readonly Uint8Array[]): Promise<void>;
  command(text: string): Promise<void>;
  press(message: Shown, button: string): Promise<void>;
  /** What the member sees of the bot's messages in the channel, oldest first. */
  messages(): Promise<readonly Shown[]>;
  /** Posts a picture with its sentence, and says an edit in its thread; resolves with what it is then. */
  edit(picture: Uint8Array, prompt: string, edit: string, done: RegExp): Promise<Shown>;
  close(): Promise<void>;
}

/** A bot that can be stopped in the middle of its work, and the face that stays for its platform. */
export class StoppingBot {
  readonly stores = openStores(temporaryPath('wordbrush.sqlite'), 60 * 60 * 1_000);
  unitMs = 0;
  #adapter: Adapter | undefined;
  #bot = this.#open();

  readonly face: BotFace = {
    handle: (...asked) => this.#bot.handle(...asked),
    form: (request) => this.#bot.form(request),
    suggest: (request) => this.#bot.suggest(request),
    sentence: (place) => this.#bot.sentence(place),
    forgetWorkspace: (place) => this.#bot.forgetWorkspace(place),
  };

  connect(adapter: Adapter): BotFace {
    this.#adapter = adapter;
    this.#bot.connect(adapter);
    return this.face;
  }

  /** What runs is lost; the next bot takes up what is written down. */
  async restart(): Promise<void> {
    await this.#bot.close();
    this.unitMs = 0;
    this.#bot = this.#open();
    if (this.#adapter) this.#bot.connect(this.#adapter);
    await this.#bot.resume();
  }

  async settled(): Promise<void> {
    await this.#bot.settled();
  }

  async close(): Promise<void> {
    await this.#bot.close();
    await this.stores.close();
  }

  #open(): Bot {
    const { stores } = this;
    const pipeline = standIn(() => this.unitMs);
    return new Bot({
      stores,
      queue: new InProcessQueue(jobWorker({ stores, pipeline, steps: 4 })),
      gallery: new Gallery('nowhere', []),
      policy: {
        ...{ jobsPerPerson: 10, maxPictureBytes: 2 ** 20, allowedChannels: [], allowedRoles: [] },
        ...{ blockedPeople: [], blockedWords: [] },
      },
      defaults: { fidelity: 'quick' },
      log: pino({ level: 'error' }, pino.destination(2)),
    });
  }
}

/**
 * Learning a subject as every platform has it: teach, watch, kill and take up, say its name, list, share,
 * delete. The model is a stand-in; the platform is its double, over real sockets.
 */
export function describeLearning(
  platform: string,
  openWorld: (bot: StoppingBot) => Promise<LearnWorld>,
): void {
  describe(`learning a subject on ${platform}`, { timeout: 90_000 }, () => {
    let bot: StoppingBot;
    let world: LearnWorld;
    let pictures: Uint8Array[];

    beforeAll(async () => {
      bot = new StoppingBot();
      world = await openWorld(bot);
      pictures = await Promise.all([60, 90, 120, 150].map((shade) => encodePng(solid(shade))));
    });
    afterAll(async () => {
      await bot?.settled();
      await world?.close();
      await bot?.close();
    });

    const has = async (wanted: RegExp): Promise<Shown> =>
      await vi.waitFor(async () => {
        const all = await world.messages();
        const found = all.findLast(({ text }) => wanted.test(text));
        if (!found) throw new Error(`${wanted} in\n${all.map(({ text }) => text).join('\n---\n')}`);
        return found;
      }, WAIT);

    it('shows how it goes; killed in the middle it is taken up, in one message', async () => {
      bot.unitMs = SLOW_MS;
      await world.teach('Milo', 'dog', pictures);
      const underWay = await has(
        /Learning Milo, a dog[\s\S]*Learning what it looks like · (?:25|50|75) %/,
      );
      expect(underWay.buttons).toEqual(['Cancel']);
      await bot.restart();
      const done = await has(/I know Milo now/);
      expect(done.text).toContain('Milo wearing a crown');
      expect(done.pictures).toBe(1);
      expect(done.buttons).toContain('Delete Milo');
      // Where a message cannot take other pictures, another one takes its place.
      await vi.waitFor(async () => {
        const about = (await world.messages()).filter(({ text }) =>
          /Learning Milo|I know Milo/.test(text),
        );
        expect(about.map(({ text }) => text)).toHaveLength(1);
      }, WAIT);
    });

    it('is said in the thread of a picture', async () => {
      const lion = /^Milo on a red background/;
      const [picture] = pictures;
      const drawn = await world.edit(
        picture!,
        'a dog on a red background',
        '"a dog" -> "Milo"',
        lion,
      );
      expect(drawn.pictures).toBeGreaterThan(0);
    });

    it('is typed in one message, and stopped by its button', async () => {
      bot.unitMs = SLOW_MS;
      await world.say('learn "Rex" dog', pictures);
      await world.press(await has(/Learning Rex/), 'Cancel');
      await has(/Stopped: Rex, a dog/);
      bot.unitMs = 0;
    });

    it('says what is wrong with one picture, with ten, with a name', async () => {
      await world.say('learn "Rex" dog', pictures.slice(0, 1));
      await has(/I need 3 to 5 pictures of Rex to learn it, and got one/);
      const many = Array<Uint8Array>(10).fill(pictures[0]!);
      await world.say('learn "Rex" dog', many);
      await has(/and got 10/);
      await world.say('learn Lion dog', pictures);
      await has(/“Lion” is already a word/);
      await world.say('learn "Rex"', pictures);
      await has(/Say what Rex is/);
    });

    it('is listed, and deleted with its message', async () => {
      await world.command('subjects');
      expect((await has(/Subjects that I know[\s\S]*Milo, a dog/)).buttons).toContain(
        'Delete Milo',
      );
      await world.press(await has(/I know Milo now/), 'Delete Milo');
      await world.press(await has(/This cannot be undone/), 'Delete for good');
      await has(/Forgotten: Milo/);
      const texts = (await world.messages()).map(({ text }) => text).join('\n');
      expect(texts).not.toContain('I know Milo now');
    });
  });
}
