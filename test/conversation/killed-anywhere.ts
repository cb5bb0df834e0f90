import type Keyv from 'keyv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Place, PlatformName } from '../../src/bot/request/requests.ts';
import { entriesOf } from '../../src/bot/store/stores.ts';
import { plainText } from '../../src/bot/view/views.ts';
import { encodePng } from '../../src/pipeline/image.ts';
import { Conversation, command, keysOf, PROMPT, react, say } from './conversation.ts';
import { type ShownMessage, saysThatWorkGoesOn } from './fake-chat.ts';
import { fakeModel, solid } from './fake-model.ts';
import { Gallows } from './killing.ts';

/** Where a picture has been inverted. */
interface Setting {
  readonly talk: Conversation;
  readonly channel: Place;
  readonly at: Place;
  /** The picture’s message. */
  readonly root: string;
}

const PICTURES = [60, 90, 120].map((shade) => ({
  name: `${shade}.png`,
  read: () => encodePng(solid(shade)),
}));

/** All that a bot does with messages that say that work goes on. */
export const DOINGS = {
  'a picture': async ({ talk, channel: at }) => {
    const attachments = [talk.picture];
    await talk.act(command('invert', { prompt: 'a dog' }, { attachments }), { at });
  },
  'a picture, inverted closely': async ({ talk, channel: at }) => {
    const attachments = [talk.picture];
    const options = { prompt: 'a dog', fidelity: 'full' };
    await talk.act(command('invert', options, { attachments }), { at });
  },
  'an edit': async ({ talk, at }) => {
    await talk.act(say('cat -> lion'), { at });
  },
  'an edit, and one of what it makes': async ({ talk, at }) => {
    const release = talk.model.hold();
    await talk.act(say('cat -> lion'), { at });
    await talk.act(say('red -> blue'), { at });
    release();
  },
  'a subject': async ({ talk, channel: at }) => {
    const options = { name: 'Milo', class: 'dog' };
    await talk.act(command('learn', options, { attachments: PICTURES }), { at });
  },
  'a reaction, and another': async ({ talk, at, root }) => {
    await talk.act(react('❄️', root), { at });
    await talk.bot.settled();
    await talk.act(react('🐱', root), { at });
  },
  'an edit that is stopped': async ({ talk, at }) => {
    const release = talk.model.hold();
    await talk.act(say('cat -> lion'), { at });
    await talk.act(command('cancel'), { at });
    release();
  },
  'an edit whose thread is forgotten meanwhile': async ({ talk, at }) => {
    const release = talk.model.hold();
    await talk.act(say('cat -> lion'), { at });
    await talk.act(command('forget', { what: 'thread' }), { at });
    release();
  },
} satisfies Record<string, (setting: Setting) => Promise<void>>;

const lose = async (...stores: readonly Pick<Keyv, 'clear'>[]): Promise<void> => {
  for (const store of stores) await store.clear();
};
/** What is gone when the next bot starts. */
export const LOSSES = {
  nothing: async () => {},
  'every job': async ({ stores: { jobs, requests } }) => await lose(jobs, requests),
  'every thread and subject': async ({ stores: { threads, learned } }) =>
    await lose(threads, learned),
  'every job, thread and subject': async ({ stores }) => {
    const { jobs, requests, threads, learned } = stores;
    await lose(jobs, requests, threads, learned);
  },
} satisfies Record<string, (talk: Conversation) => Promise<void>>;

type Doing = keyof typeof DOINGS;
type Loss = keyof typeof LOSSES;
const isDoing = (name: string): name is Doing => name in DOINGS;
const isLoss = (name: string): name is Loss => name in LOSSES;
export const DOING_NAMES: readonly Doing[] = Object.keys(DOINGS).filter(isDoing);
export const LOSS_NAMES: readonly Loss[] = Object.keys(LOSSES).filter(isLoss);

/**
 * Kills a bot before each of the changes that it makes to its stores and its platform, loses some of what it
 * kept, and starts the next one: no message may say that work goes on, and none may be missed.
 */
export function describeKills(
  platform: PlatformName,
  losses: readonly Loss[],
  doings: readonly Doing[],
) {
  describe(`on ${platform} a bot is killed anywhere, and no message says for ever that work goes on`, () => {
    let setting: Setting;
    let restore: () => Promise<void>;
    beforeAll(async () => {
      setting = await begin(platform);
      restore = await snapshot(setting.talk);
    });
    afterAll(() => setting.talk.close());

    describe.each(losses)('where %s is lost', (loss) => {
      it.each(doings)('%s', { timeout: 900_000 }, async (name) => {
        const doing = DOINGS[name];
        const { talk } = setting;
        const { passed: changes } = await doAndKill(setting, doing, Number.POSITIVE_INFINITY);
        expect(changes).toBeGreaterThan(5);
        await restore();
        const there = new Set(talk.chat.shown.map(({ id }) => id));
        for (let after = 0; after <= changes; after++) {
          const { last } = await doAndKill(setting, doing, after);
          const isAccepted =
            (await keysOf(talk.stores.jobs)).length + (await keysOf(talk.stores.requests)).length >
            0;
          await LOSSES[loss](talk);
          const gallows = new Gallows();
          gallows.stand(talk);
          talk.startAnew();
          await talk.bot.resume();
          await talk.bot.settled();
          const left = talk.chat.shown.filter(isAtWork).map(({ view }) => plainText(view));
          // What hangs on a message that is there no more.
          for (let look = 0; look < 2; look++) await talk.bot.watch();
          const working = await keysOf(talk.stores.working);
          const answers = talk.chat.shown.filter(({ id }) => !there.has(id)).length;
          await gallows.kill();
          await restore();
          // Of what was posted last nobody had heard which message it is, and its job is lost.
          const isUnheardOf =
            last === 'chat.post' || (talk.chat.replaces && last === 'chat.update');
          if (isUnheardOf && loss !== 'nothing') continue;
          expect({ after, last, left, working }).toEqual({ after, last, left: [], working: [] });
          if (isAccepted && loss === 'nothing' && !name.includes('forgotten'))
            expect({ after, last, answers }).not.toEqual({ after, last, answers: 0 });
        }
      });
    });
  });
}

export const isAtWork = ({ view }: ShownMessage): boolean => saysThatWorkGoesOn(view);

export async function begin(platform: PlatformName): Promise<Setting> {
  const talk = new Conversation(platform);
  // Slack cannot exchange the files of a message.
  talk.chat.replaces = platform === 'slack';
  const channel = { platform, workspace: 'place', channel: 'pictures' } as const;
  const attachments = [talk.picture];
  await talk.act(command('invert', { prompt: PROMPT }, { attachments }), { at: channel });
  await talk.bot.settled();
  await talk.bot.close();
  const at = talk.chat.threads.at(-1)!.place;
  return { talk, channel, at, root: talk.inThread(at)[0]!.id };
}

/** What puts everything back as it is now. */
export async function snapshot({ stores, chat }: Conversation): Promise<() => Promise<void>> {
  const { threads, results, messages, lost, pictures, learned, subjects } = stores;
  const { jobs, working, requests, bursts } = stores;
  const kept = await Promise.all(
    [
      ...[threads, results, messages, lost, pictures, learned, subjects],
      ...[jobs, working, requests, bursts],
    ].map(async (store: Keyv) => {
      const entries: [string, unknown][] = [];
      for await (const entry of entriesOf<unknown>(store)) entries.push(entry);
      return { store, entries };
    }),
  );
  const shown = [...chat.messages].map(([key, { ref, views, seeded }]) => {
    return [key, { ref, views: [...views], seeded: [...seeded] }] as const;
  });
  const opened = [...chat.threads];
  const inversions: [string, NonNullable<Awaited<ReturnType<typeof stores.inversions.get>>>][] = [];
  for await (const id of stores.ids('inversion', '')) {
    const inversion = await stores.inversions.get(id);
    if (inversion) inversions.push([id, inversion]);
  }
  return async () => {
    for (const { store, entries } of kept) {
      await store.clear();
      for (const [key, value] of entries) await store.set(key, value);
    }
    for (const [id, inversion] of inversions) await stores.inversions.set(id, inversion);
    chat.messages.clear();
    for (const [key, { ref, views, seeded }] of shown)
      chat.messages.set(key, { ref, views: [...views], seeded: [...seeded] });
    chat.threads.splice(0, chat.threads.length, ...opened);
  };
}

/** Has a bot do something, and kills it before its change after so many. */
export async function doAndKill(
  setting: Setting,
  doing: (setting: Setting) => Promise<void>,
  after: number,
): Promise<Gallows> {
  const { talk } = setting;
  const gallows = new Gallows(after);
  gallows.stand(talk);
  talk.startAnew();
  const done = async (): Promise<void> => {
    await doing(setting);
    await talk.bot.settled();
  };
  await Promise.race([done(), gallows.killed]);
  await gallows.kill();
  // The next bot has a pipeline of its own.
  talk.model = fakeModel();
  return gallows;
}
