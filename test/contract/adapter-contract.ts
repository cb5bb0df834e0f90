import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Gallery } from '../../src/bot/gallery.ts';
import type { Stores } from '../../src/bot/store/stores.ts';
import type { ChatThread, ChatWorld, Shown } from './chat-world.ts';
import { type ContractBot, openContractBot } from './contract-bot.ts';

export const PROMPT = 'a cat on a blue background in light snow';
/** Generous: a loaded machine takes half a minute where a free one takes two seconds. */
const WAIT = { timeout: 170_000, interval: 100 };

/** A platform with the bot on it, and what the bot keeps. */
export interface Stage {
  readonly world: ChatWorld;
  readonly gallery: Gallery;
  readonly stores: Pick<Stores, 'inversions'>;
  close(): Promise<void>;
}

/** The story on an adapter, with the bot in this process. */
export function describeAdapter(
  platform: string,
  openWorld: (bot: ContractBot) => Promise<ChatWorld>,
): void {
  describeStory(`Wordbrush on ${platform}`, async () => {
    const bot = await openContractBot();
    const world = await openWorld(bot);
    const close = async () => {
      await world.close();
      await bot.close();
    };
    return { world, gallery: bot.gallery, stores: bot.stores, close };
  });
}

/**
 * What every platform gives its members, told as one story: post, invert, edit, chain, react, take
 * back, undo, branch, cancel, forget. Adapters run it on their platform (or its double), with the
 * real pipeline on the bundled model.
 */
export function describeStory(name: string, open: () => Promise<Stage>): void {
  describe(name, { timeout: 180_000 }, () => {
    let stage: Stage;
    let thread: ChatThread;
    let root: string;
    let lion: string;

    beforeAll(async () => {
      stage = await open();
    });
    afterAll(() => stage?.close());

    const has = async (wanted: RegExp, shown = true): Promise<Shown> =>
      await vi.waitFor(async () => {
        const all = await thread.messages();
        const found = all.findLast(({ text }) => wanted.test(text));
        expect(
          found !== undefined,
          `${wanted} in\n${all.map(({ text }) => text).join('\n---\n')}`,
        ).toBe(shown);
        return found ?? { id: '', text: '', pictures: 0, buttons: [] };
      }, WAIT);

    it('starts editing a picture in a thread named after its prompt', async () => {
      const [example] = stage.gallery.matching(PROMPT);
      if (!example) throw new Error('The examples of the bundled model have none of this story.');
      thread = await stage.world.startEditing(await stage.gallery.read(example), PROMPT);
      expect(thread.name).toContain(PROMPT);
      const done = await has(/As close as it gets|Very close|Close\.|Rough/);
      expect(done.pictures).toBeGreaterThan(0);
      expect(done.buttons).toContain('Full size');
      root = done.id;
    });

    it('edits it', async () => {
      await thread.say('"a cat" -> "a lion"');
      const done = await has(/^a lion on a blue background[\s\S]*"a cat" -> "a lion"/);
      expect(done.pictures).toBeGreaterThan(0);
      expect(done.buttons).toEqual(expect.arrayContaining(['Stronger', 'Vary', 'Undo', 'Delete']));
      lion = done.id;
    });

    it('chains the next edit on it', async () => {
      await thread.say('"blue" -> "red"');
      await has(/^a lion on a red background/);
    });

    it('weighs a word by a reaction, and takes it back with it', async () => {
      await thread.react(lion, '❄️', true);
      await has(/snow × 1\.5/);
      await thread.react(lion, '❄️', false);
      await has(/snow × 1\.5/, false);
    });

    it('goes on from an older picture that is replied to', async () => {
      await thread.say('"blue" -> "green"', root);
      await has(/^a cat on a green background/);
    });

    it('undoes by a command and by a button', async () => {
      await thread.command('undo');
      await has(/Undone[\s\S]*The picture is now a cat on a blue background/);
      await thread.press(lion, 'Undo');
      await has(/Undone: "a cat" -> "a lion"/);
    });

    it('stops a job', async () => {
      // Nine new objects take long enough for a slow chat, too.
      await thread.say('"a cat" -> "a dog" x9');
      await has(/Cancel|queue|Drawing|Starting|Finishing/);
      await thread.command('cancel');
      await has(/Stopped: "a cat" -> "a dog" x9/);
    });

    it('answers what it cannot do with what to do instead', async () => {
      await thread.say('"a cta" -> "a lion"');
      await has(/is not in the prompt[\s\S]*Did you mean “a cat”\?/);
    });

    it('forgets the thread', async () => {
      await thread.command('forget thread');
      await vi.waitFor(async () => {
        const left = (await thread.messages()).filter(({ pictures }) => pictures > 0);
        expect(left).toEqual([]);
      }, WAIT);
      expect(await stage.stores.inversions.bytes()).toBe(0);
    });

    it('takes a picture alone, says what it sees, and a wish in anybody’s words', async () => {
      const [example] = stage.gallery.matching(PROMPT);
      if (!example) throw new Error('The examples of the bundled model have none of this story.');
      thread = await stage.world.startEditing(await stage.gallery.read(example), '');
      const seen = await has(new RegExp(`^${PROMPT}[\\s\\S]*That is what I see`));
      expect(seen.buttons).toContain('Say it better…');
      await thread.say('make it a lion');
      await has(/^a lion on a blue background in light snow/);
    });
  });
}
