import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Learned } from '../../src/bot/learned/learned.ts';
import { KeptJob } from '../../src/bot/queue/kept-job.ts';
import {
  type Attachment,
  messageKey,
  type Person,
  type Place,
} from '../../src/bot/request/requests.ts';
import { plainText } from '../../src/bot/view/views.ts';
import { encodePng } from '../../src/pipeline/image.ts';
import { soon } from '../soon.ts';
import {
  ADMIN,
  ANN,
  BEN,
  CHANNEL,
  Conversation,
  command,
  keysOf,
  MOD,
  press,
  say,
} from './conversation.ts';
import { fakeModel, solid } from './fake-model.ts';

let talk: Conversation;
beforeEach(() => {
  talk = new Conversation();
});
afterEach(() => talk.close());

const PICTURES: Attachment[] = [60, 90, 120, 150].map((shade) => ({
  name: `${shade}.png`,
  read: () => encodePng(solid(shade)),
}));

interface Where {
  readonly at?: Place;
  readonly as?: Person;
}

const teach = (name: string, className = 'dog', where: Where = {}, attachments = PICTURES) =>
  talk.act(command('learn', { name, class: className }, { attachments }), where);

/** Teaches one and waits until it is known; the message that says so. */
async function taught(name: string, where: Where = {}) {
  await teach(name, 'dog', where);
  await talk.bot.settled();
  return talk.chat.shown.findLast(({ view }) => plainText(view).includes(`I know ${name} now`))!;
}

const told = async (action: Parameters<Conversation['act']>[0], where: Where = {}) =>
  (await talk.act(action, where)).map(plainText).join('\n');

/** What was drawn with which subjects, in order. */
const drawnWith = () =>
  talk.model.calls.filter(({ kind }) => kind === 'subjects').map(({ detail }) => detail);

describe('learning a subject', () => {
  it('shows how it goes, and then how to say it', async () => {
    const release = talk.model.hold();
    await teach('Milo');
    await soon(() =>
      expect(plainText(talk.last(CHANNEL).view)).toBe(
        'Learning Milo, a dog\nLearning what it looks like · 50 %',
      ),
    );
    release();
    await talk.bot.settled();
    const { view } = talk.last(CHANNEL);
    expect(plainText(view)).toContain('I know Milo now');
    expect(plainText(view)).toContain('"dog" -> "Milo" or Milo wearing a crown');
    expect(plainText(view)).toContain('Only Ann can use it until it is shared.');
    expect(view.blocks.find(({ kind }) => kind === 'picture')).toBeDefined();
    expect(talk.model.calls).toContainEqual({
      kind: 'learn',
      detail: { name: 'Milo', className: 'dog', pictures: 4 },
    });
    // Of the pictures nothing is kept but the one of all that is shown.
    expect(await keysOf(talk.stores.pictures)).toHaveLength(1);
  });

  it('is typed too, with the pictures, wherever the bot is spoken to', async () => {
    const addressed = { addressed: true, attachments: PICTURES };
    for (const text of ['learn "Milo" dog', '!learn Rex, my dog', '/learn name: Bo class: dog'])
      await talk.act(say(text, undefined, addressed));
    await talk.bot.settled();
    expect(
      talk.model.calls.filter(({ kind }) => kind === 'learn').map(({ detail }) => detail),
    ).toMatchObject([{ name: 'Milo' }, { name: 'Rex', className: 'dog' }, { name: 'Bo' }]);
  });

  it('is stopped by its button, and nothing is left', async () => {
    talk.model.hold();
    await teach('Milo');
    await soon(() => expect(plainText(talk.last(CHANNEL).view)).toContain('50 %'));
    expect(await told(command('queue'))).toContain('running learning “Milo, a dog”, you');
    await talk.act(press('Cancel', talk.last(CHANNEL)));
    await talk.bot.settled();
    expect(plainText(talk.last(CHANNEL).view)).toBe('Stopped: Milo, a dog.');
    for (const kept of ['pictures', 'learned', 'subjects', 'jobs'] as const)
      expect(await keysOf(talk.stores[kept])).toEqual([]);
  });

  it('is taken up by the next start', async () => {
    talk.model.hold();
    await teach('Milo');
    await soon(() => expect(plainText(talk.last(CHANNEL).view)).toContain('50 %'));
    talk.model = fakeModel();
    await talk.restart();
    await talk.bot.resume();
    await talk.bot.settled();
    expect(talk.chat.shown.map(({ view }) => plainText(view).split('\n')[0])).toEqual([
      'I know Milo now',
    ]);
  });

  it('is apologised for when its job was lost', async () => {
    talk.model.hold();
    await teach('Milo');
    await talk.stores.jobs.clear();
    talk.model = fakeModel();
    await talk.restart();
    await talk.bot.resume();
    expect(plainText(talk.last(CHANNEL).view)).toContain(
      'This was lost when Wordbrush was stopped',
    );
    expect(await keysOf(talk.stores.learned)).toEqual([]);
  });

  it('lets short work go first', async () => {
    const { at } = await talk.thread();
    const release = talk.model.hold();
    await teach('Milo');
    await soon(() => expect(talk.model.calls.at(-1)?.kind).toBe('learn'));
    await talk.act(say('cat -> lion'), { at, as: BEN });
    await soon(() => expect(talk.model.calls.at(-1)?.kind).toBe('edit'));
    release();
    await talk.bot.settled();
    expect(talk.model.calls.at(-1)?.kind).toBe('learn');
  });

  it('counts its pictures for the hour', async () => {
    await talk.restart({ hourlyPerPerson: 6 });
    await taught('Milo');
    expect((await teach('Rex')).map(plainText).join()).toContain('the limit for one person is 6');
  });

  it.each([
    ['Milo', 'dog', PICTURES.slice(0, 1), 'I need 3 to 5 pictures of Milo'],
    ['Milo', 'dog', Array(20).fill(PICTURES[0]), 'and got 20'],
    ['Milo', 'dog', [...PICTURES, PICTURES[0]!], 'are the same'],
    ['Milo', '', PICTURES, 'Say what Milo is'],
    ['', '', PICTURES, 'Say what you call it'],
    ['Lion', 'dog', PICTURES, '“Lion” is already a word'],
    ['Milo the 2nd', 'dog', PICTURES, 'one word, in letters'],
    ['Pneumonoultramicroscopic', 'dog', PICTURES, 'has 2 to 20 letters'],
    ['Slur', 'dog', PICTURES, '“slur” is not allowed'],
    [
      'Milo',
      'dog',
      [...PICTURES.slice(1), { name: 'x.png', read: async () => Uint8Array.of(1, 2) }],
      'Picture 4: ',
    ],
  ])(
    'refuses “%s”, %s with a sentence, and keeps nothing',
    async (name, className, files, sentence) => {
      await talk.restart({ blockedWords: ['slur'] });
      const [answer, ...others] = await teach(name, className, {}, files);
      expect(plainText(answer!)).toContain(sentence);
      expect(answer).toMatchObject({ tone: 'problem' });
      expect(others).toEqual([]);
      expect(talk.chat.shown).toEqual([]);
      for (const kept of ['pictures', 'learned', 'jobs', 'asked'] as const)
        expect(await keysOf(talk.stores[kept])).toEqual([]);
    },
  );

  it('says what the model says of pictures of different things, and keeps what was known', async () => {
    await taught('Rex');
    await teach('Mixed');
    await talk.bot.settled();
    expect(plainText(talk.last(CHANNEL).view)).toContain('The pictures show different things');
    expect(await told(command('subjects'))).toMatch(/Rex, a dog: yours alone/);
    expect(await keysOf(talk.stores.subjects)).toHaveLength(1);
  });

  it('of a name that is known replaces it once it is learned', async () => {
    await taught('Milo');
    const before = await keysOf(talk.stores.subjects);
    const release = talk.model.hold();
    await teach('milo');
    expect((await teach('Milo')).map(plainText).join()).toContain('I am already learning Milo');
    expect(await keysOf(talk.stores.subjects)).toEqual(before);
    release();
    await talk.bot.settled();
    expect(await keysOf(talk.stores.subjects)).toHaveLength(1);
    expect(await keysOf(talk.stores.subjects)).not.toEqual(before);
  });

  it('is for so many subjects of one person', async () => {
    await talk.restart({ subjectsPerPerson: 1 });
    await taught('Milo');
    expect((await teach('Rex')).map(plainText).join()).toContain('taught me 1 subject, which is');
    await taught('Rex', { as: BEN });
  });
});

describe('a learned subject', () => {
  it('is said in edits of any thread of who taught it', async () => {
    await taught('Milo');
    const { at } = await talk.thread();
    await talk.act(say('"a cat" -> "Milo"'), { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toMatchObject([
      { targetPrompt: 'Milo on a red background in the snow' },
    ]);
    const [first] = talk.inThread(at);
    await talk.act(say('"milo wearing a crown"', first?.id), { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toMatchObject([
      { targetPrompt: 'Milo wearing a crown on a red background in the snow' },
    ]);
    await talk.act(press('Stronger', talk.last(at)), { at });
    await talk.bot.settled();
    expect(drawnWith()).toEqual([['Milo'], ['Milo'], ['Milo']]);
    await talk.act(say('Milo -> a lion'), { at });
    await talk.bot.settled();
    expect(drawnWith()).toHaveLength(3);
  });

  it('is read in the sentence of a posted picture', async () => {
    await taught('Milo');
    const { at } = await talk.thread('Milo on a red background');
    await talk.act(say('red -> blue'), { at });
    await talk.bot.settled();
    expect(drawnWith()).toEqual([['Milo'], ['Milo']]);
  });

  it('is a word that the model knows, for who may say it', async () => {
    const none = { patterns: [], weather: ['snow'], sizes: [], worn: ['crown'] };
    const animals = ['cat', 'dog'];
    talk.words = { ...none, animals, things: [], colours: ['red'], others: ['background'] };
    await talk.restart();
    await taught('Milo');
    const { at } = await talk.thread('Milo on a red background');
    expect(talk.inThread(at)).toHaveLength(1);
    await talk.act(say('Milo -> a cat'), { at });
    await talk.act(say('make it Milo'), { at });
    await talk.bot.settled();
    expect(talk.lastSpecs()).toMatchObject([{ targetPrompt: 'Milo on a red background' }]);
    const other = await talk.thread('a cat on a red background');
    const edit = say('cat -> Milo', undefined, { addressed: true });
    expect(await told(edit, { at: other.at, as: BEN })).toContain('never learned “milo”');
  });

  it('is nobody else’s word until it is shared, and nowhere but in its community', async () => {
    const known = await taught('Milo');
    const ben = await talk.thread();
    const edit = say('"a cat" -> "Milo"');
    await talk.act(edit, { at: ben.at, as: BEN });
    await talk.bot.settled();
    expect(drawnWith()).toEqual([]);
    expect(await told(press(`Share Milo with everybody here`, known), { as: BEN })).toContain(
      'Only Ann or a moderator',
    );
    await talk.act(press(`Share Milo with everybody here`, known));
    expect(plainText(talk.chat.shown[0]!.view)).toContain('Everybody here can use it');
    const { at } = await talk.thread();
    await talk.act(edit, { at, as: BEN });
    await talk.bot.settled();
    expect(drawnWith()).toEqual([['Milo']]);
    expect(await told(command('subjects'), { as: BEN })).toContain('Milo, a dog: taught by Ann');
    const elsewhere = { at: { ...CHANNEL, workspace: 'other guild' } };
    expect(await told(command('subjects'), elsewhere)).toContain('taught me nothing yet');
  });

  it('of another person keeps its name once it is shared', async () => {
    await taught('Milo');
    await taught('Milo', { as: BEN });
    expect(await told(command('subjects', { what: 'share Milo' }))).toContain(
      'Everybody here can use Milo now',
    );
    for (const action of [
      command('learn', { name: 'MILO', class: 'dog' }, { attachments: PICTURES }),
      command('subjects', { what: 'share milo' }),
    ])
      expect(await told(action, { as: BEN })).toContain('Ann has shared a subject called “Milo”');
    // One's own goes before another's of that name.
    expect(await told(command('subjects'), { as: BEN })).toContain('Milo, a dog: yours alone');
    await talk.act(command('subjects', { what: 'unshare Milo' }));
    expect(await told(command('subjects', { what: 'share Milo' }), { as: BEN })).toContain(
      'Everybody',
    );
  });

  it('stays in a picture that others edit further', async () => {
    await taught('Milo');
    const { at } = await talk.thread();
    await talk.act(say('"a cat" -> "Milo"'), { at });
    await talk.act(say('red -> blue'), { at, as: BEN });
    await talk.bot.settled();
    expect(drawnWith()).toEqual([['Milo'], ['Milo']]);
  });

  it('is deleted after a question, with its message; its pictures stay and say why they cannot go on', async () => {
    const known = await taught('Milo');
    const { at } = await talk.thread();
    await talk.act(say('"a cat" -> "Milo"'), { at });
    await talk.bot.settled();
    expect(await told(command('subjects', { what: 'delete Milo' }), { as: BEN })).toContain(
      'I know no subject called “Milo”',
    );
    const [asked] = await talk.act(press('Delete Milo', known));
    expect(plainText(asked!)).toContain('This cannot be undone');
    const sure = press('Delete for good', { id: 'x', view: asked! });
    expect(await told(sure, { as: BEN })).toContain('Only Ann or a moderator');
    expect(await told(sure)).toBe('Forgotten: Milo. I kept none of it.');
    expect(await keysOf(talk.stores.subjects)).toEqual([]);
    expect(talk.chat.shown.map(({ id }) => id)).not.toContain(known.id);
    expect(await told(say('red -> blue'), { at })).toContain('“Milo” is no longer known to me');
    expect(await told(sure)).toContain('I no longer know that subject');
    await talk.act(say('"Milo" -> "a dog"'), { at });
    await talk.bot.settled();
    expect(talk.last(at).view.tone).toBe('done');
  });

  it('of another model says so, and can be taught again', async () => {
    await taught('Milo');
    talk.model = fakeModel('another');
    await talk.restart();
    const { at } = await talk.thread();
    await talk.act(say('"a cat" -> "Milo"'), { at });
    await talk.bot.settled();
    expect(plainText(talk.last(at).view)).toContain('“Milo” was learned by another model');
    await taught('Milo');
    await talk.act(say('"a cat" -> "Milo"'), { at });
    await talk.bot.settled();
    expect(drawnWith()).toEqual([['Milo']]);
  });

  it('may be managed by a moderator', async () => {
    const known = await taught('Milo');
    await talk.act(press('Share Milo with everybody here', known), { as: MOD });
    expect(await told(command('subjects'), { as: MOD })).toContain('taught by Ann');
  });
});

describe('forgetting', () => {
  it('of all one’s own takes one’s subjects, what others drew of them, and their messages', async () => {
    const known = await taught('Milo');
    await taught('Rex', { as: BEN });
    await talk.act(press('Share Milo with everybody here', known));
    await talk.act(command('invert', { prompt: 'a cat' }, { attachments: [talk.picture] }), {
      as: BEN,
    });
    const at = talk.chat.threads.at(-1)!.place;
    await talk.act(say('"a cat" -> "Milo"'), { at, as: BEN });
    await talk.bot.settled();
    const release = talk.model.hold();
    await teach('Bo');
    const [asked] = await talk.act(command('forget', { what: 'mine' }));
    expect(plainText(asked!)).toContain('all your pictures and subjects');
    expect(await told(press('Delete for good', { id: 'x', view: asked! }))).toBe(
      'Forgotten: one picture elsewhere, 2 subjects that I learned. I kept none of it.',
    );
    release();
    await talk.bot.settled();
    expect(await keysOf(talk.stores.subjects)).toHaveLength(1);
    expect(await told(command('subjects'), { as: BEN })).not.toContain('Milo');
    const shown = talk.chat.shown.map(({ view }) => plainText(view)).join('\n');
    expect(shown).toContain('I know Rex now');
    expect(shown).not.toMatch(/Milo|Bo/);
  });

  it('of a thread stops what is learned in it, and leaves what is known', async () => {
    const { at } = await talk.thread();
    await taught('Milo', { at });
    talk.model.hold();
    await teach('Rex', 'dog', { at });
    await talk.act(command('forget', { what: 'thread' }), { at });
    expect(talk.inThread(at)).toEqual([]);
    expect(await told(command('subjects'))).toMatch(/Milo, a dog: yours alone/);
    expect(await told(command('subjects'))).not.toContain('Rex');
  });

  it('of everything takes all subjects of the server', async () => {
    await taught('Milo');
    const [asked] = await talk.act(command('forget', { what: 'everything' }), { as: ADMIN });
    await talk.act(press('Delete for good', { id: 'x', view: asked! }), { as: ADMIN });
    for (const kept of ['pictures', 'learned', 'subjects'] as const)
      expect(await keysOf(talk.stores[kept])).toEqual([]);
  });
});

it('what is learned is kept as its schemas say, and never in the job', async () => {
  const learned = vi.spyOn(talk.stores.learned, 'set');
  const jobs = vi.spyOn(talk.stores.jobs, 'set');
  const known = await taught('Milo');
  await talk.act(press('Share Milo with everybody here', known), { as: ANN });
  expect(learned.mock.calls.length).toBeGreaterThan(2);
  for (const [, all] of learned.mock.calls)
    expect(Learned.array().safeParse(all).error?.issues ?? []).toEqual([]);
  for (const [, job] of jobs.mock.calls) {
    expect(KeptJob.safeParse(job).error?.issues ?? []).toEqual([]);
    expect(JSON.stringify(job).length).toBeLessThan(1_000);
  }
});

const forgetMine = async () => {
  const [asked] = await talk.act(command('forget', { what: 'mine' }));
  await talk.act(press('Delete for good', { id: 'x', view: asked! }));
};

it('a subject that is shown in the place of a lost ending goes with what is forgotten', async () => {
  const message = await taught('Milo');
  const [key = ''] = await keysOf(talk.stores.learned);
  const [known] = (await talk.stores.learned.get(key))!;
  const { message: _, ...unshown } = known!;
  await talk.stores.learned.set(key, [unshown]);
  const at = { place: message.place, id: message.id };
  await talk.stores.working.set(messageKey(at), { job: 'j', result: known!.id, message: at });
  await talk.restart();
  await talk.bot.resume();
  expect(plainText(talk.last(CHANNEL).view)).toContain('I know Milo now');
  await forgetMine();
  expect(talk.chat.messages.has(messageKey(at))).toBe(false);
});

it('what is forgotten while its message is written down leaves no message', async () => {
  const { working, jobs } = talk.stores;
  const set = working.set.bind(working);
  let forgetting: Promise<unknown> | undefined;
  working.set = async (...args: Parameters<typeof set>) => {
    const isSet = await set(...args);
    forgetting ??= forgetMine();
    await soon(async () => expect(await keysOf(jobs)).toEqual([]));
    return isSet;
  };
  await teach('Milo');
  await forgetting;
  await talk.bot.settled();
  expect(talk.chat.shown).toEqual([]);
  expect(await keysOf(working)).toEqual([]);
});
