import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ComponentType, MessageFlags, PermissionFlagsBits } from 'discord.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Connected, connect, ScriptedBot } from '../../../test/doubles/discord/connected.ts';
import type { DiscordDouble } from '../../../test/doubles/discord/discord-double.ts';
import type { Person } from '../../../test/doubles/discord/person.ts';
import { rateLimited } from '../../../test/doubles/discord/refusal.ts';
import {
  buttonsOf,
  eventually,
  isThinking,
  picturesOf,
  readableText,
  shownAtOnce,
  textOf,
} from '../../../test/doubles/discord/screen.ts';
import type { Channel, Message } from '../../../test/doubles/discord/world.ts';
import { ChatError } from '../../bot/chat/chat.ts';
import { SHORTCUT_NAME } from '../../bot/request/commands.ts';
import type { Place } from '../../bot/request/requests.ts';
import {
  type Button,
  code,
  line,
  type PictureFile,
  strong,
  text,
  type View,
  view,
} from '../../bot/view/views.ts';
import { createLog } from '../../log.ts';
import { DiscordAdapter } from './discord-adapter.ts';

const FILE_LIMIT = 50_000;

let bot: ScriptedBot;
let connected: Connected;
let discord: DiscordDouble;
let ada: Person;
/** A fresh one for each test. */
let channel: Channel;

beforeAll(async () => {
  bot = new ScriptedBot();
  connected = await connect(() => bot, { fileLimit: FILE_LIMIT });
  discord = connected.discord;
  ada = discord.person('ada');
});
beforeEach(() => {
  channel = discord.addChannel('pictures');
  bot.reset();
});
afterEach(() => {
  expect(discord.interactions.pinged).toEqual([]);
});
afterAll(() => connected[Symbol.asyncDispose]());

const said = (sentence: string): View => view('done', text(sentence));
const withButtons = (...buttons: readonly Button[]): View =>
  view('done', text('look'), { kind: 'buttons', buttons });
const button = (id: string, label: string): Button => ({ id, label, style: 'normal' });
const placeIn = (where: Channel): Place => ({
  platform: 'discord',
  workspace: discord.guild.id,
  channel: where.parent?.id ?? where.id,
  ...(where.parent && { thread: where.id }),
});
function picture(id: string, size = 100): PictureFile {
  return { id, name: `${id}.png`, alt: `a picture of ${id}`, bytes: randomBytes(size) };
}
/** The message of a reference, as Discord keeps it. */
function shown(where: Channel, id: string): Message {
  return discord.world.message(where, id);
}
async function openThread(name = 'a cat'): Promise<Channel> {
  const message = await connected.adapter.post(placeIn(channel), said('the picture'));
  const { thread = '' } = await connected.adapter.openThread(message, name);
  return discord.world.channel(thread);
}
async function refusalOf(work: Promise<unknown>): Promise<ChatError> {
  const error = await work.then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof ChatError)) throw new Error(`no ChatError but ${String(error)}`);
  return error;
}

describe('rights', () => {
  it('are those of the channel, and apart from them those of the whole server', async () => {
    const mona = discord.person('mona', { moderator: true });
    const boss = discord.person('boss', { administrator: true });
    const message = await connected.adapter.post(placeIn(channel), said('look'));
    for (const [person, rights] of [
      [ada, { moderator: false, administrator: false }],
      [mona, { moderator: true, administrator: false }],
      [boss, { moderator: false, administrator: true }],
    ] as const) {
      await person.slash(channel, 'help');
      expect((await bot.next('command')).person).toMatchObject(rights);
      person.react(shown(channel, message.id), '❄️');
      expect((await bot.next('reaction')).person).toMatchObject(rights);
    }
  });

  it('of the server are not granted by a channel', async () => {
    channel.allowed.set(ada.user.id, PermissionFlagsBits.ManageGuild);
    await ada.slash(channel, 'help');
    expect((await bot.next('command')).person.administrator).toBe(false);
  });
});

describe('commands', () => {
  it('carry their options, their picture, and who gave them where', async () => {
    const mona = discord.person('mona', { moderator: true });
    const bytes = randomBytes(300);
    await mona.slash(channel, 'invert', {
      picture: { name: 'cat.png', bytes },
      prompt: 'a cat',
      fidelity: 'quick',
    });
    const request = await bot.next('command');
    expect(request).toMatchObject({
      name: 'invert',
      options: { prompt: 'a cat', fidelity: 'quick' },
      place: { platform: 'discord', workspace: discord.guild.id, channel: channel.id },
      person: { id: mona.user.id, name: 'mona', moderator: true },
    });
    expect(request.person.roles).toHaveLength(1);
    const [attachment] = request.attachments;
    expect(attachment).toMatchObject({ name: 'cat.png', size: 300 });
    expect(Buffer.from((await attachment?.read(1_000)) ?? [])).toEqual(bytes);
  });

  it('name the thread that they were given in', async () => {
    const thread = await openThread();
    await ada.slash(thread, 'undo');
    expect((await bot.next('command')).place).toEqual(placeIn(thread));
  });

  it('turn a public “thinking…” into the answer, which then is an ordinary message', async () => {
    const answered = bot.answers(said('first'));
    const interaction = await ada.slash(channel, 'words');
    const message = await ada.answerTo(interaction);
    expect(message.onlyFor).toBeNull();
    expect(ada.sees(channel)).toEqual([message]);
    discord.clock.advance(60 * 60 * 1_000); // long after the interaction's token has expired
    await connected.adapter.update(await answered, said('second'));
    expect(textOf(message)).toBe('second');
  });

  it('show a private answer to the person alone, and can still change it', async () => {
    const answered = bot.answers(said('yours'), 'private');
    const message = await ada.answerTo(await ada.slash(channel, 'queue'));
    expect(message.onlyFor).toBe(ada.user.id);
    expect(discord.person('bob').sees(channel)).toEqual([]);
    await connected.adapter.update(await answered, said('changed'));
    expect(textOf(message)).toBe('changed');
    await connected.adapter.remove(await answered);
    expect(ada.sees(channel)).toEqual([]);
  });

  it.each([
    ['words', 'private'], // a refusal to a public command
    ['queue', 'public'],
  ] as const)('/%s may be answered in %s although it was deferred otherwise', async (name, how) => {
    void bot.answers(said('so be it'), how);
    const message = await ada.answerTo(await ada.slash(channel, name));
    expect(message.onlyFor).toBe(how === 'private' ? ada.user.id : null);
    expect(ada.sees(channel)).toEqual([message]);
  });

  it('leave no “thinking…” behind when there is nothing to say', async () => {
    await ada.slash(channel, 'words');
    await bot.next('command');
    await eventually(() => ada.sees(channel).length === 0);
  });

  it('are answered with an ordinary message once 15 minutes have gone by', async () => {
    bot.reply = async (_, answer) => {
      discord.clock.advance(16 * 60 * 1_000);
      await answer(said('at last'));
    };
    await ada.slash(channel, 'words');
    await eventually(() => textOf(discord.latest(channel) ?? ada.sees(channel)[0]!) === 'at last');
  });

  it('offer at most 25 choices while they are typed, none over 100 characters', async () => {
    bot.choices = [
      { name: 'too long', value: 'x'.repeat(101) },
      ...Array.from({ length: 40 }, (_, i) => ({ name: 'n'.repeat(200), value: `${i}` })),
    ];
    const thread = await openThread();
    const choices = await ada.typing(thread, 'edit', 'edit', '"a c');
    expect(choices).toHaveLength(25);
    expect(bot.suggested.at(-1)).toEqual({
      place: placeIn(thread),
      command: 'edit',
      option: 'edit',
      text: '"a c',
    });
  });

  it('are dropped in silence when they come twice', async () => {
    discord.gateway.twice = true;
    void bot.answers(said('once'));
    const interaction = await ada.slash(channel, 'words');
    await ada.answerTo(interaction);
    await sleep(50);
    discord.gateway.twice = false;
    expect(bot.requests).toHaveLength(1);
    expect(ada.sees(channel)).toHaveLength(1);
  });
});

describe('buttons and forms', () => {
  it('a button says its id and message, and its answer is a message of its own', async () => {
    const posted = await connected.adapter.post(
      placeIn(channel),
      withButtons(button('stronger:1', 'Stronger'), button('weaker:1', 'Weaker')),
    );
    void bot.answers(said('done'));
    const interaction = await ada.click(shown(channel, posted.id), 'Weaker');
    const answer = await ada.answerTo(interaction);
    expect(await bot.next('button')).toMatchObject({ id: 'weaker:1', message: posted.id });
    expect(answer.id).not.toBe(posted.id);
    expect(textOf(shown(channel, posted.id))).toBe('look');
  });

  it('a button may just change its message', async () => {
    const posted = await connected.adapter.post(placeIn(channel), withButtons(button('a', 'A')));
    bot.reply = () => connected.adapter.update(posted, said('changed'));
    await ada.click(shown(channel, posted.id), 'A');
    await eventually(() => textOf(shown(channel, posted.id)) === 'changed');
    expect(ada.sees(channel)).toHaveLength(1);
  });

  it('a button on a private message works, and the message can still be changed', async () => {
    const answered = bot.answers(withButtons(button('forget:mine', 'Delete')), 'private');
    const message = await ada.answerTo(await ada.slash(channel, 'forget'));
    discord.clock.advance(14 * 60 * 1_000);
    bot.reply = () => Promise.resolve();
    bot.requests = [];
    await ada.click(message, 'Delete');
    await bot.next('button');
    discord.clock.advance(2 * 60 * 1_000); // the command's own token is over by now
    await connected.adapter.update(await answered, said('gone'));
    expect(textOf(message)).toBe('gone');
  });

  it('a menu holds what is not shown at once, and each word; an entry can be chosen again', async () => {
    const posted = await connected.adapter.post(
      placeIn(channel),
      view(
        'done',
        text('look'),
        { kind: 'handles', label: 'Change a word…', handles: [{ id: 'word:1:0', word: 'cat' }] },
        {
          kind: 'buttons',
          buttons: [button('edit:1', 'Edit…')],
          more: [button('full:1', 'Full size')],
        },
      ),
    );
    const message = shown(channel, posted.id);
    expect(shownAtOnce(message)).toEqual(['Change a word…', 'Edit…', 'More…']);
    await ada.click(message, 'Full size');
    expect(await bot.next('button')).toMatchObject({ id: 'full:1', message: posted.id });
    // Discord lets nobody choose an entry twice, unless the message is updated in between.
    expect(message.edits).toBe(1);
    bot.formFor = async () => ({
      id: 'word:1:0',
      title: 'Change “cat”',
      submit: 'Edit',
      fields: [
        { kind: 'text', id: 'replacement', label: 'Say instead', maxLength: 9, required: false },
      ],
    });
    const opened = await ada.click(message, 'cat');
    expect(opened.modal?.custom_id).toBe('word:1:0');
    await eventually(() => message.edits === 2);
    expect(textOf(message)).toBe('look');
    await ada.submit(opened, { replacement: 'lion' });
    expect(await bot.next('form')).toMatchObject({
      id: 'word:1:0',
      values: { replacement: 'lion' },
    });
  });

  it('a form comes first where the bot wants one, and goes to the bot filled in', async () => {
    const posted = await connected.adapter.post(
      placeIn(channel),
      withButtons(button('edit:1', 'Edit…')),
    );
    bot.formFor = async () => ({
      id: 'edit:1',
      title: 'Edit this picture',
      submit: 'Edit',
      fields: [
        {
          kind: 'text',
          id: 'edit',
          label: 'What should change in this picture, in your own words?',
          value: '"a cat" -> ',
          hint: 'h'.repeat(300),
          placeholder: 'p'.repeat(300),
          maxLength: 2_000,
          required: true,
        },
      ],
    });
    const opened = await ada.click(shown(channel, posted.id), 'Edit…');
    expect(opened.modal).toMatchObject({ custom_id: 'edit:1', title: 'Edit this picture' });
    expect(bot.requests).toEqual([]);
    await ada.submit(opened, { edit: '"a cat" -> "a lion"' });
    expect(await bot.next('form')).toMatchObject({
      id: 'edit:1',
      values: { edit: '"a cat" -> "a lion"' },
      message: posted.id,
    });
  });

  it('a form can take a picture', async () => {
    bot.formFor = async () => ({
      id: 'invert',
      title: 'Edit a picture',
      submit: 'Go',
      fields: [{ kind: 'picture', id: 'picture', label: 'The picture' }],
    });
    const bytes = randomBytes(64);
    const opened = await ada.slash(channel, 'invert');
    await ada.submit(opened, { picture: { name: 'cat.png', bytes } });
    const request = await bot.next('form');
    expect(Buffer.from((await request.attachments[0]?.read(100)) ?? [])).toEqual(bytes);
  });

  it('“Edit this picture” hands over the message and its pictures, through a form too', async () => {
    const bytes = randomBytes(64);
    const message = ada.say(channel, 'look at my cat', { pictures: [{ name: 'cat.png', bytes }] });
    await bot.next('message');
    await ada.shortcut(message, SHORTCUT_NAME);
    const direct = await bot.next('shortcut');
    expect(direct.message).toBe(message.id);
    expect(direct.attachments).toHaveLength(1);

    bot.formFor = async () => ({
      id: 'i'.repeat(80),
      title: 'Edit',
      submit: 'Go',
      fields: [{ kind: 'text', id: 'prompt', label: 'Prompt', maxLength: 500, required: true }],
    });
    await ada.submit(await ada.shortcut(message, SHORTCUT_NAME), { prompt: 'a cat' });
    const filled = await bot.next('form');
    expect(filled).toMatchObject({
      id: 'i'.repeat(80),
      message: message.id,
      values: { prompt: 'a cat' },
    });
    expect(Buffer.from((await filled.attachments[0]?.read(100)) ?? [])).toEqual(bytes);
  });

  describe('“Edit this picture” finds the picture', () => {
    const bytes = randomBytes(64);
    const file = {
      id: '1',
      filename: 'cat.png',
      contentType: 'image/png',
      description: null,
      bytes,
    };
    const media = { url: 'attachment://cat.png' };
    const gallery = { type: ComponentType.MediaGallery, items: [{ media }] };
    const accessory = { type: ComponentType.Thumbnail, media };
    const said = { type: ComponentType.TextDisplay, content: 'a cat' };
    const flags = MessageFlags.IsComponentsV2;
    const embed = { url: 'https://pictures.example/cat.png', thumbnail: file };
    const original = (): Message =>
      discord.world.draft({ channel, author: ada.user, content: 'look', files: [file] });

    it.each<readonly [string, () => Partial<Message>]>([
      [
        'that another app shows in a gallery',
        () => ({ flags, files: [file], components: [gallery] }),
      ],
      [
        'inside another app’s container',
        () => ({
          flags,
          files: [file],
          components: [{ type: ComponentType.Container, components: [said, gallery] }],
        }),
      ],
      [
        'beside another app’s text',
        () => ({
          flags,
          files: [file],
          components: [{ type: ComponentType.Section, components: [said], accessory }],
        }),
      ],
      [
        'offered as a file',
        () => ({ flags, files: [file], components: [{ type: ComponentType.File, file: media }] }),
      ],
      ['in a message that is forwarded', () => ({ forwarded: original() })],
      ['that a link leads to', () => ({ embeds: [{ ...embed, type: 'image' }] })],
      ['of a page that a link leads to', () => ({ embeds: [{ ...embed, type: 'link' }] })],
    ])('%s, and reads it when its link has expired', async (_, shownThere) => {
      const author = discord.person('another app', { bot: true }).user;
      const message = discord.world.addMessage({ channel, author, ...shownThere() });
      await ada.shortcut(message, SHORTCUT_NAME);
      const { attachments } = await bot.next('shortcut');
      expect(attachments.map(({ name }) => name)).toEqual(['cat.png']);
      expect(Buffer.from((await attachments[0]?.read(100)) ?? [])).toEqual(bytes);
      discord.clock.advance(25 * 60 * 60 * 1_000);
      expect(Buffer.from((await attachments[0]?.read(100)) ?? [])).toEqual(bytes);
    });

    it('that somebody forwards to the bot', async () => {
      const direct = discord.directMessages(ada);
      const message = discord.world.addMessage({
        channel: direct,
        author: ada.user,
        forwarded: original(),
      });
      discord.world.emit({ name: 'MESSAGE_CREATE', channel: direct, data: {}, message });
      expect((await bot.next('message')).attachments).toHaveLength(1);
    });
  });

  it('a form that takes too long is left out, so that the acknowledgement is in time', async () => {
    bot.formFor = () => new Promise(() => {});
    void bot.answers(said('without a form'));
    const message = await ada.answerTo(await ada.slash(channel, 'words'));
    expect(textOf(message)).toBe('without a form');
  });
});

describe('talk', () => {
  it('is plain text: no mention of the bot, ordinary spaces', async () => {
    ada.say(channel, `<@${discord.world.bot.id}>\u00a0edit "a cat" -> "a lion"`);
    expect(await bot.next('message')).toMatchObject({
      text: 'edit "a cat" -> "a lion"',
      addressed: true,
      place: placeIn(channel),
    });
  });

  it('that mentions the bot’s role is meant for the bot', async () => {
    const role = discord.guild.roles.find(({ bot: owner }) => owner === discord.world.bot);
    ada.say(channel, `<@&${role?.id}> help`);
    expect(await bot.next('message')).toMatchObject({ text: 'help', addressed: true });
  });

  it('in a thread reaches the bot without a mention, and is not addressed to it', async () => {
    const thread = await openThread();
    ada.say(thread, '"lion" -> "tiger"');
    const request = await bot.next('message');
    expect(request).toMatchObject({ addressed: false, place: placeIn(thread) });
  });

  it('names the message that it replies to, and is answered with a reply', async () => {
    const thread = await openThread();
    const { id } = await connected.adapter.post(placeIn(thread), said('a result'));
    void bot.answers(said('answer'));
    const message = ada.say(thread, '"lion" -> "tiger"', { replyTo: shown(thread, id) });
    expect(await bot.next('message')).toMatchObject({ replyTo: id, addressed: true });
    const answer = await eventually(() =>
      ada.sees(thread).find((each) => textOf(each) === 'answer'),
    );
    expect(answer.replyTo).toBe(message.id);
  });

  it('in direct messages is addressed, in a workspace of its own, without a thread', async () => {
    const direct = discord.directMessages(ada);
    ada.say(direct, 'a cat on a red background');
    const { place, addressed } = await bot.next('message');
    expect(addressed).toBe(true);
    expect(place).toEqual({ platform: 'discord', workspace: direct.id, channel: direct.id });
    const message = await connected.adapter.post(place, said('hello'));
    expect(await connected.adapter.openThread(message, 'a cat')).toEqual(place);
  });

  it('of bots and of the platform itself is not heard, and nothing is heard twice', async () => {
    discord.gateway.twice = true;
    discord.person('other', { bot: true }).say(channel, 'beep');
    await openThread(); // brings the platform's own first line
    ada.say(channel, 'hello');
    await eventually(() => bot.requests.length > 0);
    await sleep(50);
    discord.gateway.twice = false;
    expect(bot.requests).toMatchObject([{ text: 'hello' }]);
  });
});

describe('reactions', () => {
  it('on messages from before the bot was there arrive, and are taken back', async () => {
    const old = discord.world.addMessage({ channel, author: discord.world.bot, content: 'old' });
    ada.react(old, '❄️');
    expect(await bot.next('reaction')).toMatchObject({
      message: old.id,
      emoji: '❄️',
      added: true,
      person: { id: ada.user.id, name: 'ada' },
    });
    const bob = discord.person('bob'); // never seen before, and the event does not say who it is
    old.reactions.set('🦁', new Set([bob.user.id]));
    bob.unreact(old, '🦁');
    expect(await bot.next('reaction')).toMatchObject({
      emoji: '🦁',
      added: false,
      person: { id: bob.user.id, name: 'bob' },
    });
  });

  it('reach the bot in the order in which they came, although one asks Discord who it was', async () => {
    const old = discord.world.addMessage({ channel, author: discord.world.bot, content: 'old' });
    const carl = discord.person('carl');
    carl.unreact(old, '❄️');
    carl.react(old, '❄️');
    expect((await bot.next('reaction')).added).toBe(false);
    expect((await bot.next('reaction')).added).toBe(true);
  });

  it('are seeded in order, and the bot does not hear its own', async () => {
    const posted = await connected.adapter.post(placeIn(channel), said('a result'));
    await connected.adapter.react(posted, ['❄️', '🦁', '➕']);
    expect([...shown(channel, posted.id).reactions.keys()]).toEqual(['❄️', '🦁', '➕']);
    await sleep(30);
    expect(bot.requests).toEqual([]);
  });
});

describe('messages', () => {
  it('are found by their button, the newest first, as far as the bot may read', async () => {
    const { adapter } = connected;
    const at = placeIn(await openThread());
    const waits = withButtons(button('cancel:job', 'Cancel'));
    await adapter.post(at, waits);
    const newest = await adapter.post(at, waits);
    await adapter.post(at, withButtons(button('cancel:other', 'Cancel')));
    expect(await adapter.findButton(at, 'cancel:job')).toEqual(newest);
    expect(await adapter.findButton(at, 'cancel:none')).toBeNull();
    expect(await adapter.findButton(placeIn(channel), 'cancel:job')).toBeNull();
    discord.deny(channel, 'ReadMessageHistory');
    expect(await adapter.findButton(at, 'cancel:job')).toBeNull();
  });

  it('with the same nonce are one message', async () => {
    const { adapter } = connected;
    const first = await adapter.post(placeIn(channel), said('The answer'), 'ticket');
    expect(await adapter.post(placeIn(channel), said('Sorry'), 'ticket')).toEqual(first);
    await adapter.post(placeIn(channel), said('Sorry'), 'another');
    expect(ada.sees(channel).map(textOf)).toEqual(['The answer', 'Sorry']);
  });

  it('show text as it was typed, pictures with their description, and buttons', async () => {
    const cat = picture('cat');
    const { id } = await connected.adapter.post(
      placeIn(channel),
      view(
        'done',
        text(
          line`Editing ${strong('*a_cat*')} with ${code('"a" -> `b`')} by <@${ada.user.id}> @everyone`,
        ),
        { kind: 'picture', picture: cat },
        {
          kind: 'buttons',
          buttons: Array.from({ length: 25 }, (_, i) => button(`b:${i}`, `${i}`)),
        },
      ),
    );
    const message = shown(channel, id);
    expect(textOf(message)).toContain('**\\*a\\_cat\\***');
    expect(textOf(message)).toContain('`` "a" -> `b` ``');
    const [seen] = picturesOf(message);
    expect(seen?.alt).toBe('a picture of cat');
    expect(Buffer.from(seen?.bytes ?? [])).toEqual(Buffer.from(cat.bytes));
    expect(buttonsOf(message)).toHaveLength(25);
  });

  it('keep the pictures that they have already', async () => {
    const [cat, dog, lion] = [picture('cat'), picture('dog'), picture('lion')];
    const show = (...pictures: readonly PictureFile[]) =>
      view('done', ...pictures.map((each) => ({ kind: 'picture' as const, picture: each })));
    const posted = await connected.adapter.post(placeIn(channel), show(cat, dog));
    const [before] = shown(channel, posted.id).files;
    await connected.adapter.update(posted, show(cat, lion));
    const message = shown(channel, posted.id);
    expect(message.files).toHaveLength(2);
    expect(message.files[0]).toBe(before);
    expect(picturesOf(message).map(({ alt }) => alt)).toEqual([
      'a picture of cat',
      'a picture of lion',
    ]);
  });

  it('keep the pictures that an earlier run of the bot sent', async () => {
    const cat = view('done', { kind: 'picture', picture: picture('cat') });
    const posted = await connected.adapter.post(placeIn(channel), cat);
    const [before] = shown(channel, posted.id).files;
    const next = new DiscordAdapter({
      ...{ token: discord.token, api: discord.apiUrl, fileOrigins: [discord.fileOrigin] },
      log: createLog('silent'),
    });
    await next.start(new ScriptedBot());
    await next.update(posted, { ...cat, blocks: [...cat.blocks, text('a cat')] });
    await next.stop();
    expect(textOf(shown(channel, posted.id))).toBe('a cat');
    expect(shown(channel, posted.id).files).toEqual([before]);
  });

  it('that are gone already can be removed, and cannot be changed', async () => {
    const posted = await connected.adapter.post(placeIn(channel), said('short-lived'));
    await connected.adapter.remove(posted);
    await connected.adapter.remove(posted);
    expect((await refusalOf(connected.adapter.update(posted, said('?')))).code).toBe('gone');
  });

  it('whose pictures are too large show those that fit, and say that one is missing', async () => {
    const show = (...pictures: readonly PictureFile[]) =>
      view(
        'done',
        text('look'),
        ...pictures.map((each) => ({ kind: 'picture' as const, picture: each })),
      );
    const [small, big] = [picture('small'), picture('big', FILE_LIMIT + 1)];
    const posted = await connected.adapter.post(placeIn(channel), show(small, big));
    const message = shown(channel, posted.id);
    expect(picturesOf(message).map(({ alt }) => alt)).toEqual(['a picture of small']);
    expect(readableText(message)).toMatch(/^look.*A picture is missing here: at 0.048 MiB/s);
    await connected.adapter.update(posted, show(big, picture('other')));
    expect(picturesOf(message).map(({ alt }) => alt)).toEqual(['a picture of other']);
    await connected.adapter.update(posted, show(big));
    expect(readableText(message)).toContain('A picture is missing here');
  });

  it('wait out a short rate limit, and report a long one', async () => {
    const posted = await connected.adapter.post(placeIn(channel), said('one'));
    discord.rest.failNext(/^PATCH .*\/messages\//, rateLimited(0.05));
    await connected.adapter.update(posted, said('two'));
    expect(textOf(shown(channel, posted.id))).toBe('two');
    discord.rest.failNext(/^PATCH .*\/messages\//, rateLimited(60));
    const refusal = await refusalOf(connected.adapter.update(posted, said('three')));
    expect(refusal.code).toBe('rate-limited');
    expect(refusal.retryAfterMs).toBeGreaterThan(50_000);
  });

  it('go on when the machine’s clock is set back by an hour', async () => {
    const typing = () => connected.adapter.typing(placeIn(channel));
    await typing();
    vi.useFakeTimers({
      ...{ toFake: ['Date'], now: Date.now() - 60 * 60_000, shouldAdvanceTime: true },
    });
    try {
      await sleep(1_500);
      // As many as discord.js lets through in a second, and then some.
      for (let i = 0; i < 60; i++) await typing();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('threads', () => {
  it('have names of 1 to 100 characters and one message each', async () => {
    const message = await connected.adapter.post(placeIn(channel), said('the picture'));
    const place = await connected.adapter.openThread(message, `a ${'very '.repeat(40)}long prompt`);
    expect(place).toEqual({ ...placeIn(channel), thread: message.id });
    expect(discord.world.channel(message.id).name).toHaveLength(100);
    expect(await connected.adapter.openThread(message, 'again')).toEqual(place);
  });

  it('that were archived are opened again to change a message; locked ones are refused', async () => {
    const thread = await openThread();
    const result = await connected.adapter.post(placeIn(thread), said('one'));
    discord.archive(thread);
    await connected.adapter.update(result, said('two'));
    expect(textOf(shown(thread, result.id))).toBe('two');
    expect(thread.archived).toBe(false);
    discord.archive(thread, { locked: true });
    await sleep(30); // the event is on its way
    const refusal = await refusalOf(connected.adapter.update(result, said('three')));
    expect(refusal.code).toBe('forbidden');
    expect(refusal.message).toContain('locked');
  });

  it('that nothing came of go, with the message that they hang on, where the bot may delete them', async () => {
    channel.allowed.set(discord.world.bot.id, PermissionFlagsBits.ManageThreads);
    const thread = await openThread();
    await connected.adapter.takeBackThread(placeIn(thread));
    expect(discord.world.channels.has(thread.id)).toBe(false);
    expect(ada.sees(channel)).toEqual([]);
    await connected.adapter.takeBackThread(placeIn(thread));
  });

  it('that nothing came of are put away where the bot may not delete them, or somebody spoke in them', async () => {
    const [bare, used] = [await openThread(), await openThread()];
    await connected.adapter.takeBackThread(placeIn(bare));
    channel.allowed.set(discord.world.bot.id, PermissionFlagsBits.ManageThreads);
    const mine = ada.say(used, 'What is this?');
    await connected.adapter.takeBackThread(placeIn(used));
    for (const thread of [bare, used])
      expect(thread).toMatchObject({ name: 'Nothing came of this', archived: true });
    expect(ada.sees(used)).toContain(mine);
    expect(ada.sees(channel)).toEqual([]);
  });

  it('that are forgotten lose the bot’s pictures and their name, and are put away', async () => {
    const thread = await openThread('a cat with a secret');
    const post = (shownView: View) => connected.adapter.post(placeIn(thread), shownView);
    await post(view('done', { kind: 'picture', picture: picture('cat') }));
    await post(said('only words'));
    ada.say(thread, 'mine', { pictures: [{ name: 'mine.png', bytes: randomBytes(8) }] });
    for (let i = 0; i < 100; i++)
      discord.world.addMessage({ channel: thread, author: ada.user, content: `talk ${i}` });
    await connected.adapter.removeThread(placeIn(thread));
    expect(thread).toMatchObject({ name: 'Forgotten', archived: true });
    const left = ada.sees(thread).filter(({ author }) => author === discord.world.bot);
    expect(left.map(textOf)).toEqual(['only words']);
    expect(ada.sees(thread)).toHaveLength(102);
  });

  it('that are forgotten lose the bot’s picture that they hang on, and nobody else’s', async () => {
    const post = await connected.adapter.post(
      placeIn(channel),
      view('done', { kind: 'picture', picture: picture('cat') }),
    );
    await connected.adapter.removeThread(await connected.adapter.openThread(post, 'a cat'));
    expect(ada.sees(channel)).toEqual([]);
    const mine = ada.say(channel, 'mine', {
      pictures: [{ name: 'mine.png', bytes: randomBytes(8) }],
    });
    const hung = { place: placeIn(channel), id: mine.id };
    await connected.adapter.removeThread(await connected.adapter.openThread(hung, 'a cat'));
    expect(ada.sees(channel)).toEqual([mine]);
  });
});

describe('permissions', () => {
  it('that are missing are named before any work begins', async () => {
    discord.deny(channel, 'AttachFiles', 'CreatePublicThreads');
    const message = await ada.answerTo(await ada.slash(channel, 'invert', { prompt: 'a cat' }));
    expect(message.onlyFor).toBe(ada.user.id);
    expect(textOf(message)).toContain('“Create Public Threads” and “Attach Files”');
    expect(bot.requests).toEqual([]);
  });

  it('that are missing later are named in the refusal', async () => {
    const posted = await connected.adapter.post(placeIn(channel), said('a result'));
    discord.deny(channel, 'AddReactions');
    await sleep(30);
    const refusal = await refusalOf(connected.adapter.react(posted, ['❄️']));
    expect(refusal.code).toBe('forbidden');
    expect(refusal.message).toContain('“Add Reactions”');
  });
});

describe('the connection', () => {
  it('is resumed after a break, and nothing that happened meanwhile is lost', async () => {
    discord.gateway.drop();
    ada.say(channel, 'said while nobody listened');
    expect((await bot.next('message')).text).toBe('said while nobody listened');
  });

  it('hears of events in any order', async () => {
    const old = discord.world.addMessage({ channel, author: discord.world.bot, content: 'old' });
    const release = discord.gateway.hold('MESSAGE_REACTION_ADD');
    ada.react(old, '❄️');
    ada.unreact(old, '❄️');
    expect((await bot.next('reaction')).added).toBe(false);
    release();
    expect((await bot.next('reaction')).added).toBe(true);
  });

  it('serves many at once, each with an answer of their own', async () => {
    bot.reply = (request, answer) => answer(said(request.person.name), 'private');
    const people = Array.from({ length: 20 }, (_, i) => discord.person(`person ${i}`));
    const texts = await Promise.all(
      people.map(async (person) =>
        textOf(await person.answerTo(await person.slash(channel, 'help'))),
      ),
    );
    expect(texts).toEqual(people.map(({ user }) => user.username));
    expect([...channel.messages.values()].some(isThinking)).toBe(false);
  });
});
