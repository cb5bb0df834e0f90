import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { standIn } from '../../../test/chaos/stand-in.ts';
import { soon } from '../../../test/soon.ts';
import { LIMITS } from '../../adapters/discord/limits.ts';
import { encodePng } from '../../pipeline/image.ts';
import { Bot } from '../bot.ts';
import type { Chat } from '../chat/chat.ts';
import { Gallery } from '../gallery.ts';
import { jobWorker } from '../job/job-worker.ts';
import { InProcessQueue } from '../queue/in-process-queue.ts';
import type { Action, Attachment, MessageRef, Person, Place } from '../request/requests.ts';
import { openStores, type Stores } from '../store/stores.ts';
import { plainText, type View } from '../view/views.ts';
import type { PolicySettings } from './policy.ts';

const PLACE: Place = { platform: 'discord', workspace: 'guild', channel: 'pictures', thread: 't' };
const ANN: Person = { id: 'ann', name: 'Ann', moderator: false };
const BEN: Person = { id: 'ben', name: 'Ben', moderator: false };
const LION = '"a cat" -> "a lion"';

let stores: Stores;
let bot: Bot;
let queue: InProcessQueue;
let hold: Promise<void> | undefined;
let release: () => void;
let messages: number;

const chat: Chat = {
  platform: 'discord',
  limits: { ...LIMITS, updateIntervalMs: 0 },
  post: async (place: Place): Promise<MessageRef> => ({ place, id: `m${messages++}` }),
  update: async (message) => message,
  remove: async () => {},
};

function startBot(policy: Partial<PolicySettings> = {}, reactionBurstMs = 0): void {
  const work = jobWorker({ stores, pipeline: standIn(0), steps: 4 });
  queue = new InProcessQueue(async (job, options) => {
    await hold;
    return await work(job, options);
  });
  bot = new Bot({
    ...{ stores, queue, gallery: new Gallery('nowhere', []), log: pino({ level: 'silent' }) },
    policy: {
      ...{ jobsPerPerson: 3, maxPictureBytes: 1_000_000, allowedChannels: [], allowedRoles: [] },
      ...{ blockedPeople: [], blockedWords: [], ...policy },
    },
    defaults: { fidelity: 'quick' },
    reactionBurstMs,
  });
  bot.connect(chat);
}

/** What one request is answered, in order. */
async function ask(action: Action, person = ANN, place = PLACE): Promise<string[]> {
  const answers: View[] = [];
  await bot.handle({ ...action, place, person }, async (view) => {
    answers.push(view);
    return await chat.post(place, view);
  });
  return answers.map(plainText);
}

const picture = async (shade = 90): Promise<Attachment> => {
  const data = new Uint8Array(3 * 16 ** 2).fill(shade);
  const bytes = await encodePng({ width: 16, height: 16, data });
  return { name: 'cat.png', read: async () => bytes };
};
const inverting = async (prompt = 'a cat', shade?: number): Promise<Action> => ({
  ...{ kind: 'command', name: 'invert', options: { prompt } },
  attachments: [await picture(shade)],
});
/** An edit of the first picture. */
const editing = (edit: string): Action => ({
  ...{ kind: 'command', name: 'edit', options: { edit }, attachments: [], message: 'm0' },
});
/** Has jobs wait that start from now on. */
const holdJobs = (): void => {
  hold = new Promise((resolve) => {
    release = resolve;
  });
};

beforeEach(async () => {
  stores = openStores(':memory:', 60 * 60 * 1_000);
  hold = undefined;
  release = () => {};
  messages = 0;
  startBot();
  await ask(await inverting());
  await bot.settled();
});
afterEach(async () => {
  release();
  await bot.close();
  await stores.close();
});

describe('the same request while it is on its way', () => {
  it('is told where it is, and drawn once', async () => {
    holdJobs();
    await ask(editing('"a cat" -> "a dog"'));
    expect(await ask(editing('"a cat" -> "a dog"'))).toEqual([
      'You already asked for exactly this, and it is being drawn.',
    ]);
    await ask(editing(LION));
    expect(await ask(editing('a cat => a lion'))).toEqual([
      'You already asked for exactly this, and it is next in the queue.',
    ]);
    expect(queue.jobs()).toHaveLength(2);
    release();
    await bot.settled();
    await ask(editing(LION)); // it is over: this is a new one
    expect(queue.jobs()).toHaveLength(1);
  });

  it('is recognised from somebody else in the thread', async () => {
    holdJobs();
    await ask(editing(LION));
    expect(await ask(editing(LION), BEN)).toEqual([
      'Ann already asked for exactly this, and it is being drawn.',
    ]);
  });

  it('is recognised in a button that is pressed twice at once', async () => {
    holdJobs();
    await ask(editing(LION));
    const [{ job } = { job: undefined }] = queue.jobs();
    const press: Action = { kind: 'button', message: 'm1', id: `stronger:${job?.result}` };
    const answers = await Promise.all([ask(press), ask(press), ask(press, BEN)]);
    expect(queue.jobs()).toHaveLength(2);
    expect(
      answers.flat().filter((told) => told.includes('already asked for exactly this')),
    ).toHaveLength(2);
  });

  it('is recognised in a picture that is posted twice, and not in two pictures', async () => {
    holdJobs();
    await ask(await inverting('a cat', 10));
    expect(await ask(await inverting('a cat', 10))).toEqual([
      expect.stringContaining('already asked for exactly this'),
    ]);
    await ask(await inverting('a cat', 11));
    await ask(await inverting('a cat', 10), BEN); // who gets a thread of his own
    expect(queue.jobs()).toHaveLength(3);
  });

  it('is another one with another dial, word or picture', async () => {
    holdJobs();
    for (const edit of [LION, `${LION} strength 0.9`, '"a cat" -> "a lion cub"'])
      expect(await ask(editing(edit))).not.toContain('already asked for exactly this');
    expect(queue.jobs()).toHaveLength(3);
  });
});

it('holds back a burst of one person’s from which only so many may wait', async () => {
  holdJobs();
  const burst = ['dog', 'fox', 'owl', 'cow', 'pig'].map((noun) => `"a cat" -> "a ${noun}"`);
  const answers = await Promise.all(burst.map((edit) => ask(editing(edit))));
  expect(queue.jobs()).toHaveLength(3);
  expect(answers.flat().filter((told) => told.includes('the limit for one person'))).toHaveLength(
    2,
  );
});

describe('a burst of reactions on many pictures', () => {
  const react = (message: string) =>
    ({ kind: 'reaction', message, emoji: '🐱', added: true }) as const;
  let pictures: string[];

  beforeEach(async () => {
    pictures = ['m0'];
    for (const noun of ['dog', 'fox', 'owl', 'cow', 'pig']) {
      pictures.push(`m${messages}`);
      await ask(editing(`"a cat" -> "a cat and a ${noun}"`));
      await bot.settled();
    }
    await bot.close();
  });

  it('is so many jobs, whatever has not been put on the queue yet', async () => {
    startBot({ jobsPerPerson: 3 }, 200);
    holdJobs();
    const answers = await Promise.all(pictures.map((message) => ask(react(message))));
    expect(answers.flat().filter((told) => told.includes('limit for one person'))).toHaveLength(3);
    expect(await ask(editing(LION))).toEqual([expect.stringContaining('limit for one person')]);
    await soon(() => expect(queue.jobs()).toHaveLength(3));
  });

  it('is so many pictures of the hour', async () => {
    startBot({ jobsPerPerson: 30, hourlyPerPerson: 2 }, 50);
    const answers = await Promise.all(pictures.map((message) => ask(react(message))));
    expect(answers.flat().filter((told) => told.includes('Come back in'))).toHaveLength(4);
    await bot.settled();
    expect(await stores.asked.get('discord/ann')).toHaveLength(2);
  });

  it('counts once a picture, and again after something was taken back', async () => {
    startBot({ jobsPerPerson: 30, hourlyPerPerson: 3 }, 50);
    const [first = ''] = pictures;
    const counted = async () => (await stores.asked.get('discord/ann'))?.length ?? 0;
    await ask(react(first));
    await ask({ ...react(first), emoji: '🐈' });
    expect(await counted()).toBe(1);
    await bot.settled();
    await ask({ ...react(first), added: false });
    expect(await counted()).toBe(1);
    await ask(react(first));
    expect(await counted()).toBe(2);
  });
});

describe('so many pictures an hour', () => {
  const REFUSED = expect.stringMatching(
    /^You have asked for 2 pictures .* Come back in \d+ minutes/,
  );

  beforeEach(async () => {
    await bot.close();
    startBot({ hourlyPerPerson: 2, owners: ['boss'] });
  });

  it('are counted whatever is asked for: pictures, edits, variations', async () => {
    await ask(editing(LION));
    await ask(await inverting('a cat', 10));
    expect(await ask(editing('"a cat" -> "a dog"'))).toEqual([REFUSED]);
    expect(await ask(await inverting('a cat', 11))).toEqual([REFUSED]);
    await ask(editing(`${LION} x2`), BEN);
    expect(await ask(editing('"a cat" -> "a dog"'), BEN)).toEqual([REFUSED]);
  });

  it('count a picture whose sentence is asked for, once', async () => {
    await ask(await inverting('', 10));
    expect(await ask(await inverting('', 11))).toHaveLength(1);
    expect(await ask(await inverting('', 12))).toEqual([REFUSED]);
    expect(await ask(editing(LION))).toEqual([REFUSED]);
    const sentence: Action = { kind: 'message', text: 'a cat', attachments: [], addressed: true };
    const answered = await ask(sentence);
    expect(answered).not.toEqual([REFUSED]);
    expect(queue.jobs()).toHaveLength(1);
  });

  it('count every picture that an edit draws, and let none go over', async () => {
    const atOnce = (count: number) =>
      `That draws ${count} pictures, and the limit for one person is 2 an hour. Ask for fewer.`;
    expect(await ask(editing(`${LION} x3`))).toEqual([atOnce(3)]);
    expect(await ask(editing(`${LION} using all`))).toEqual([
      expect.stringMatching(/^That draws [4-9] pictures/),
    ]);
    await ask(editing(LION));
    expect(await ask(editing('"a cat" -> "a dog" x2'))).toEqual([
      expect.stringMatching(/^You have asked for 1 picture .* the limit for one person is 2/),
    ]);
    expect(await ask(editing('"a cat" -> "a dog"'))).not.toEqual([REFUSED]);
  });

  it('count no picture that is none', async () => {
    for (let i = 0; i < 3; i++)
      await ask({
        ...{ kind: 'command', name: 'invert', options: { prompt: 'a cat' } },
        attachments: [{ name: 'cat.png', read: async () => Buffer.from('no picture') }],
      });
    expect(await ask(editing(LION))).not.toEqual([REFUSED]);
  });

  it('hold for reactions', async () => {
    await ask(editing(LION));
    const react: Action = { kind: 'reaction', message: 'm0', emoji: '🐱', added: true };
    await ask(react);
    await bot.settled();
    expect(await ask({ ...react, emoji: '🐈' })).toEqual([REFUSED]);
    expect(await ask({ ...react, added: false })).toEqual([]);
  });

  it('do not count what was refused, or was already on its way', async () => {
    holdJobs();
    for (let i = 0; i < 3; i++) await ask(editing(LION));
    await ask(editing('"a horse" -> "a dog"'));
    expect(await ask(editing('"a cat" -> "a dog"'))).not.toEqual([REFUSED]);
  });

  it('do not hold for owners', async () => {
    const boss: Person = { id: 'boss', name: 'Boss', moderator: false };
    for (const noun of ['dog', 'fox', 'owl'])
      expect(await ask(editing(`"a cat" -> "a ${noun}"`), boss)).not.toEqual([REFUSED]);
  });

  it('are forgotten with the rest of a person', async () => {
    await ask(editing(LION));
    expect(await stores.asked.has('discord/ann')).toBe(true);
    await ask({ kind: 'button', message: 'm0', id: 'forget:mine' });
    expect(await stores.asked.has('discord/ann')).toBe(false);
  });
});
