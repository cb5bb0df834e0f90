import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ScriptedBot } from '../../../test/doubles/discord/connected.ts';
import { eventually } from '../../../test/doubles/discord/screen.ts';
import { type ConnectedSlack, connectSlack } from '../../../test/doubles/slack/connected.ts';
import type { Person } from '../../../test/doubles/slack/person.ts';
import type { SlackDouble } from '../../../test/doubles/slack/slack-double.ts';
import {
  BOT_USER,
  buttonsOf,
  shownAtOnce,
  shownText,
  TEAM,
} from '../../../test/doubles/slack/world.ts';
import { ChatError } from '../../bot/chat/chat.ts';
import { emojiFor } from '../../bot/intent/reactions.ts';
import type { Form, PictureFile, View } from '../../bot/view/views.ts';
import { code, command, heading, line, list, strong, text, view } from '../../bot/view/views.ts';
import { emojiNamed, slackNames } from './emoji.ts';
import { attachmentFrom } from './incoming/attachments.ts';
import { typedText } from './text.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const CAT: PictureFile = { id: 'cat', name: 'cat.png', alt: 'a cat', bytes: PNG };
const LION: PictureFile = { id: 'lion', name: 'lion.png', alt: 'a lion', bytes: PNG };
const shows = (picture: PictureFile, words = 'Here it is'): View =>
  view('done', text(words), { kind: 'picture', picture });

const bot = new ScriptedBot();
let connected: ConnectedSlack;
let slack: SlackDouble;
let ada: Person;
let channel: string;

for (const transport of ['socket', 'http'] as const)
  describe(`Slack by ${transport}`, () => {
    beforeAll(async () => {
      connected = await connectSlack(() => bot, { transport });
      ({ slack } = connected);
      ada = slack.person('ada', { admin: true });
      channel = slack.addChannel();
    });
    afterAll(async () => await connected[Symbol.asyncDispose]());
    beforeEach(() => {
      bot.reset();
      slack.deliveries = 1;
    });

    const place = () => ({ platform: 'slack', workspace: TEAM, channel }) as const;

    it('takes nobody of another team for a moderator here', async () => {
      const guest = slack.person('guest', { admin: true, team: 'T0ELSEWHERE' });
      for (const [person, isAdmin] of [
        [ada, true],
        [guest, false],
      ] as const) {
        await person.slash(channel, '/wordbrush', 'queue');
        const rights = { moderator: isAdmin, administrator: isAdmin };
        expect((await bot.next('command')).person).toMatchObject(rights);
      }
    });

    describe('what people type in a thread', () => {
      const ways: readonly (readonly [string, string, boolean])[] = [
        ['@wordbrush edit "a cat" -> "a lion"', 'edit "a cat" -> "a lion"', true],
        ['!edit "a cat" -> "a lion"', '!edit "a cat" -> "a lion"', false],
        ['"a cat" -> "a lion" & more', '"a cat" -> "a lion" & more', false],
        [' /edit “a cat” -> “a lion”', '/edit “a cat” -> “a lion”', false],
      ];
      it.each(ways)('%s reaches the bot as %s', async (typed, heard, addressed) => {
        const opener = await connected.adapter.post(place(), view('plain', text('A picture')));
        await ada.say(channel, typed, { thread: opener.id });
        expect(await bot.next('message')).toMatchObject({
          place: { ...place(), thread: opener.id },
          person: { id: ada.member.id, name: 'ada', moderator: true },
          text: heard,
          addressed,
        });
        expect(bot.requests).toEqual([]);
      });

      it('is never a slash command: the client keeps those', async () => {
        await expect(ada.say(channel, '/edit x', { thread: '1.1' })).rejects.toThrow(
          /not supported/,
        );
      });
    });

    it('hears a message once, however often it is sent and as whatever event', async () => {
      slack.deliveries = 3;
      await ada.say(channel, '@wordbrush help');
      await bot.next('message');
      await ada.say(channel, 'next');
      expect(await bot.next('message')).toMatchObject({ text: 'next' });
      expect(bot.requests).toEqual([]);
    });

    it('reads a picture that is sent along with the bot’s token, up to a limit', async () => {
      const bytes = Buffer.concat([PNG, Buffer.alloc(2_000)]);
      await ada.say(channel, '@wordbrush a cat', { pictures: [{ name: 'cat.png', bytes }] });
      const { attachments } = await bot.next('message');
      expect(await attachments[0]?.read(10_000)).toEqual(bytes);
      await expect(attachments[0]?.read(1_000)).rejects.toThrow(/larger than/);
    });

    it('opens a form for /invert and hands over what was filled in', async () => {
      bot.formFor = async (request) => ({
        id: 'invert',
        title: 'Edit a picture',
        submit: 'Start editing',
        fields: [
          { kind: 'picture', id: 'picture', label: 'The picture' },
          {
            kind: 'text',
            id: 'prompt',
            label: 'What is in it?',
            value: request.kind === 'command' ? String(request.options.prompt ?? '') : '',
            maxLength: 500,
            required: true,
          },
        ],
      });
      await ada.slash(channel, '/invert', 'a cat > a mat');
      const form = await ada.form();
      expect(form.view.blocks[0]?.element.type).toBe('file_input');
      await ada.submit(form, { picture: { name: 'cat.png', bytes: PNG } });
      const request = await bot.next('form');
      expect(request).toMatchObject({
        place: place(),
        id: 'invert',
        values: { prompt: 'a cat > a mat' },
      });
      expect(await request.attachments[0]?.read(10_000)).toEqual(PNG);
    });

    it('answers /wordbrush with the command that follows it', async () => {
      await ada.slash(channel, '/wordbrush', 'settings strength 0.8');
      expect(await bot.next('command')).toMatchObject({
        name: 'settings',
        options: { strength: 0.8 },
      });
    });

    it('answers one person alone, also where the bot is no member', async () => {
      const elsewhere = slack.world.newId('C');
      const answered = bot.answers(view('plain', text('Only for you')), 'private');
      await ada.slash(elsewhere, '/wordbrush', 'queue');
      await answered;
      expect(ada.sees(elsewhere).map(shownText)).toEqual(['Only for you']);
      expect(slack.person('bob').sees(elsewhere)).toEqual([]);
    });

    describe('a form in a channel where the bot is no member', () => {
      const form = async (): Promise<Form> => ({
        id: 'invert',
        title: 'Edit a picture',
        submit: 'Start editing',
        fields: [
          { kind: 'picture', id: 'picture', label: 'The picture' },
          { kind: 'text', id: 'prompt', label: 'What?', maxLength: 500, required: true },
        ],
      });
      const filledIn = { picture: { name: 'cat.png', bytes: PNG }, prompt: 'a cat' };
      const refusal = view('problem', text('I am not in this channel'));
      /** What the bot does: it tells one person what it cannot tell everybody. */
      const refuses = () => {
        bot.reply = async (_, answer) => {
          const posted = answer(view('plain', text('A picture')));
          await expect(posted).rejects.toMatchObject({ code: 'forbidden' });
          await answer(refusal, 'private');
        };
      };
      beforeEach(() => {
        bot.formFor = form;
      });

      it.each(['/invert', 'Edit this picture'])(
        'is not opened by %s, which says why',
        async (way) => {
          const elsewhere = slack.world.newId('C');
          const { id: user } = ada.member;
          if (way === '/invert') await ada.slash(elsewhere, way);
          else await ada.shortcut(slack.world.add({ channel: elsewhere, user, text: 'look' }));
          const said = await eventually(() =>
            ada.sees(elsewhere).find((message) => message.user === BOT_USER),
          );
          expect(shownText(said)).toMatch(/I am not in this channel.*\/invite @wordbrush/);
          expect(said.onlyFor).toBe(user);
          expect(slack.api.views).toEqual([]);
          expect(bot.requests).toEqual([]);
        },
      );

      it('that was opened before it was sent away is answered all the same', async () => {
        const left = slack.addChannel();
        await ada.slash(left, '/invert');
        const opened = await ada.form();
        slack.world.channels.delete(left);
        refuses();
        await ada.submit(opened, filledIn);
        const said = await eventually(() => ada.sees(left)[0]);
        expect(shownText(said)).toContain('I am not in this channel');
        expect(said.onlyFor).toBe(ada.member.id);
      });

      it('that was filled in too late is answered by a direct message', async () => {
        const left = slack.addChannel();
        await ada.slash(left, '/invert');
        const opened = await ada.form();
        slack.world.channels.delete(left);
        slack.expireResponses();
        refuses();
        await ada.submit(opened, filledIn);
        const direct = slack.world.directChannel(ada.member.id);
        const said = await eventually(() => ada.sees(direct)[0]);
        expect(shownText(said)).toContain('I am not in this channel');
        expect(JSON.stringify(said.blocks)).toContain(left);
        expect(ada.sees(left)).toEqual([]);
      });

      it('is opened where nobody can tell', async () => {
        const here = slack.addChannel();
        slack.api.slowDown.set('conversations.history', 1);
        await ada.slash(here, '/invert');
        expect((await ada.form()).view.title.text).toBe('Edit a picture');
      });
    });

    it('says what to do where it may not post', async () => {
      const elsewhere = { ...place(), channel: slack.world.newId('C') };
      const post = connected.adapter.post(elsewhere, view('plain', text('Hello')));
      await expect(post).rejects.toMatchObject({
        code: 'forbidden',
        message: expect.stringContaining('/invite @wordbrush'),
      });
    });

    it('shows text as people typed it, without marks, mentions and links', async () => {
      const typed = 'a *cat* <!channel> & <https://evil.example|a _dog_>';
      const { id } = await connected.adapter.post(
        place(),
        view('plain', heading(typed), list(line`one ${strong(typed)}`, 'say /undo')),
      );
      const message = slack.world.find(channel, id);
      expect(message && shownText(message)).toBe(`${typed}\none ${typed}\nsay !undo`);
      expect(message?.text).not.toContain('<!channel>');
    });

    it('names commands as they can be given there', async () => {
      const said = view(
        'plain',
        text(line`Take one from ${command('/gallery')}, /settings or /undo`),
      );
      const opener = await connected.adapter.post(place(), said);
      const thread = await connected.adapter.openThread(opener, 'a cat');
      const reply = await connected.adapter.post(thread, said);
      const shown = (id: string) => shownText(slack.world.find(channel, id)!);
      expect(shown(opener.id)).toBe(
        'Take one from /wordbrush gallery, /wordbrush settings or !undo',
      );
      expect(shown(reply.id)).toBe('Take one from !gallery, !settings or !undo');
      await ada.slash(channel, '/wordbrush', 'gallery');
      expect(await bot.next('command')).toMatchObject({ name: 'gallery' });
      await ada.say(channel, '!gallery', { thread: opener.id });
      expect(await bot.next('message')).toMatchObject({ text: '!gallery' });
    });

    it('waits until a picture is shown before it says which message it is', async () => {
      const opener = await connected.adapter.post(place(), shows(CAT));
      expect(slack.world.find(channel, opener.id)?.files).toHaveLength(1);
      const thread = await connected.adapter.openThread(opener, 'a cat');
      const reply = await connected.adapter.post(thread, shows(LION));
      expect(slack.world.find(channel, reply.id)).toMatchObject({ thread: opener.id });
    });

    it('finds a message by its button, the newest first, in a channel and in a thread', async () => {
      const { adapter } = connected;
      const waits = (id: string): View =>
        view('working', text('Starting'), {
          kind: 'buttons',
          buttons: [{ id, label: 'Cancel', style: 'normal' }],
        });
      const opener = await adapter.post(place(), waits('cancel:a'));
      const thread = await adapter.openThread(opener, 'a cat');
      await adapter.post(thread, waits('cancel:b'));
      const newest = await adapter.post(thread, waits('cancel:b'));
      await adapter.post(thread, waits('cancel:c'));
      expect(await adapter.findButton(place(), 'cancel:a')).toEqual(opener);
      expect(await adapter.findButton(thread, 'cancel:b')).toEqual(newest);
      expect(await adapter.findButton(place(), 'cancel:b')).toBeNull();
    });

    it('takes back the message on which a thread was to hang', async () => {
      const { adapter } = connected;
      const opener = await adapter.post(place(), shows(CAT));
      await adapter.takeBackThread(await adapter.openThread(opener, 'a cat'));
      expect(slack.world.find(channel, opener.id)).toBeUndefined();
    });

    it('changes a message in place, and replaces one whose pictures change, files and all', async () => {
      const first = await connected.adapter.post(place(), shows(CAT));
      expect(await connected.adapter.update(first, shows(CAT, 'Still'))).toEqual(first);
      const message = slack.world.find(channel, first.id);
      expect(message && shownText(message)).toBe('Still');
      const [file] = message?.files ?? [];
      const second = await connected.adapter.update(first, shows(LION));
      expect(slack.world.find(channel, first.id)).toBeUndefined();
      expect(slack.world.files.has(file?.id ?? '')).toBe(false);
      expect(slack.world.find(channel, second.id)?.files[0]?.alt).toBe('a lion');
      await connected.adapter.remove(second);
      await connected.adapter.remove(second);
    });

    it('hears buttons in their thread, and opens the form that one wants', async () => {
      const { adapter } = connected;
      const thread = await adapter.openThread(
        await adapter.post(place(), view('plain', text('A'))),
        'a cat',
      );
      const { id } = await adapter.post(
        thread,
        view('plain', text('B'), {
          kind: 'buttons',
          buttons: [{ id: 'vary:1', label: 'Vary', style: 'primary' }],
        }),
      );
      const message = slack.world.find(channel, id);
      if (!message) throw new Error('no message');
      expect(buttonsOf(message).map(({ label }) => label)).toEqual(['Vary']);
      await ada.press(message, 'Vary');
      expect(await bot.next('button')).toMatchObject({ place: thread, message: id, id: 'vary:1' });
    });

    it('keeps the rest behind three dots, and the words in a menu', async () => {
      const more = ['Stronger', 'Delete'].map((label) => ({
        ...{ id: `${label}:1`, label, style: 'normal' as const },
      }));
      const { id } = await connected.adapter.post(
        place(),
        view(
          'done',
          text('look'),
          { kind: 'handles', label: 'Change a word…', handles: [{ id: 'word:1:0', word: 'cat' }] },
          { kind: 'buttons', buttons: [{ id: 'edit:1', label: 'Edit…', style: 'primary' }], more },
        ),
      );
      const message = slack.world.find(channel, id)!;
      expect(shownAtOnce(message)).toEqual(['Change a word…', 'Edit…', '⋯']);
      await ada.press(message, 'Delete');
      expect(await bot.next('button')).toMatchObject({ id: 'Delete:1', message: id });
      await ada.press(message, 'cat');
      expect(await bot.next('button')).toMatchObject({ id: 'word:1:0', message: id });
    });

    it('shows work as one line, which goes when the one message with the picture is there', async () => {
      const there = { ...place(), channel: slack.addChannel() };
      const working = (percent: number): View =>
        view(
          'working',
          text(line`${code('cat -> lion')}`),
          {
            kind: 'progress',
            label: `Drawing · ${percent} %`,
            fraction: percent / 100,
            picture: CAT,
          },
          { kind: 'buttons', buttons: [{ id: 'cancel:1', label: 'Cancel', style: 'normal' }] },
        );
      const posted = await connected.adapter.post(there, working(0));
      expect(await connected.adapter.update(posted, working(50))).toEqual(posted);
      const progress = slack.world.find(there.channel, posted.id)!;
      expect(progress.blocks).toHaveLength(1);
      expect(shownText(progress)).toBe('cat -> lion · Drawing · 50 %');
      expect(shownAtOnce(progress)).toEqual(['Cancel']);
      const { id } = await connected.adapter.update(posted, shows(LION));
      expect(ada.sees(there.channel).map(({ ts }) => ts)).toEqual([id]);
      expect(ada.sees(there.channel)[0]?.files).toHaveLength(1);
    });

    it('changes a private message when its button is pressed', async () => {
      const ask = view('plain', text('Sure?'), {
        kind: 'buttons',
        buttons: [{ id: 'forget:mine', label: 'Delete', style: 'danger' }],
      });
      const asked = bot.answers(ask, 'private');
      await ada.slash(channel, '/wordbrush', 'forget mine');
      const { id } = await asked;
      await bot.next('command');
      const message = slack.world.find(channel, id);
      if (!message) throw new Error('no message');
      await ada.press(message, 'Delete');
      await bot.next('button');
      await connected.adapter.update({ place: place(), id }, view('done', text('Gone')));
      expect(shownText(message)).toBe('Gone');
    });

    it('offers “Edit this picture” on a message, with its picture', async () => {
      await ada.say(channel, 'look', { pictures: [{ name: 'cat.png', bytes: PNG }] });
      await bot.next('message');
      bot.formFor = async () => ({
        id: 'invert',
        title: 'Edit this picture',
        submit: 'Go',
        fields: [{ kind: 'text', id: 'prompt', label: 'What?', maxLength: 500, required: true }],
      });
      const message = ada.sees(channel).at(-1);
      if (!message) throw new Error('no message');
      await ada.shortcut(message);
      await ada.submit(await ada.form(), { prompt: 'a cat' });
      const request = await bot.next('form');
      expect(request).toMatchObject({ values: { prompt: 'a cat' }, message: message.ts });
      expect(await request.attachments[0]?.read(10_000)).toEqual(PNG);
    });

    it('finds the picture of a message that is shared in another', async () => {
      await ada.say(channel, 'look', { pictures: [{ name: 'cat.png', bytes: PNG }] });
      await bot.next('message');
      const shares = ada.sees(channel).at(-1);
      if (!shares) throw new Error('no message');
      const { id: user } = ada.member;
      await ada.shortcut(slack.world.add({ channel, user, text: 'see this', shares }));
      const { attachments } = await bot.next('shortcut');
      expect(await attachments[0]?.read(10_000)).toEqual(PNG);
    });

    it('finds the thread of a reaction, and leaves an older one that comes late', async () => {
      const { adapter } = connected;
      const thread = await adapter.openThread(
        await adapter.post(place(), view('plain', text('A'))),
        'a cat',
      );
      const { id } = await adapter.post(thread, view('plain', text('B')));
      const message = slack.world.find(channel, id);
      if (!message) throw new Error('no message');
      const now = Date.now();
      await ada.react(message, 'thumbsup::skin-tone-3', false, now + 1_000);
      expect(await bot.next('reaction')).toMatchObject({
        place: thread,
        message: id,
        emoji: '👍',
        added: false,
      });
      await ada.react(message, 'thumbsup::skin-tone-3', true, now);
      await ada.react(message, 'snowflake', true, now);
      expect(await bot.next('reaction')).toMatchObject({ emoji: '❄️', added: true });
      expect(bot.requests).toEqual([]);
    });

    it('puts reactions on under Slack’s names', async () => {
      const message = await connected.adapter.post(place(), view('plain', text('A')));
      await connected.adapter.react(message, ['🦁', '❄️', '🔵', '➕', '❄️']);
      const shown = slack.world.find(channel, message.id);
      expect([...(shown?.reactions.keys() ?? [])]).toEqual([
        'lion_face',
        'snowflake',
        'large_blue_circle',
        'heavy_plus_sign',
      ]);
    });

    it('waits as long as Slack asks before it posts, and leaves updates to the bot', async () => {
      slack.api.slowDown.set('chat.postMessage', 1);
      const message = await connected.adapter.post(place(), view('plain', text('A')));
      slack.api.slowDown.set('chat.update', 1);
      const update = connected.adapter.update(message, view('plain', text('B')));
      await expect(update).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: 1_000 });
    });

    it('has nothing that people wrote previewed, not even while a picture is shared', async () => {
      const { adapter } = connected;
      const words = 'a cat of https://evil.example/pixel.png';
      const before = slack.api.calls.length;
      await adapter.post(place(), view('done', text(words)));
      await adapter.post(place(), shows(CAT, words));
      const calls = slack.api.calls.slice(before);
      const posted = calls.filter(({ method }) => method === 'chat.postMessage');
      expect(posted.map(({ call }) => [call.unfurl_links, call.unfurl_media])).toEqual([
        ['false', 'false'],
      ]);
      const shared = calls.filter(({ call }) => call.initial_comment !== undefined);
      expect(shared).toHaveLength(1);
      expect(shared[0]?.call.initial_comment).toMatch(/evil\.example/);
      expect(shared[0]?.call.initial_comment).not.toContain('://');
    });

    it('takes away every picture of a thread that is forgotten', async () => {
      const { adapter } = connected;
      const thread = await adapter.openThread(
        await adapter.post(place(), view('plain', text('A'))),
        'a cat',
      );
      await adapter.post(thread, shows(CAT));
      await adapter.post(thread, shows(LION));
      await ada.say(channel, 'mine', { thread: thread.thread });
      await adapter.removeThread(thread);
      expect(ada.sees(channel, thread.thread).map(({ text }) => text)).toEqual(['mine']);
    });

    it.each([{ type: 'app_uninstalled' }, { type: 'tokens_revoked', tokens: { bot: [BOT_USER] } }])(
      'has everything forgotten when the app is removed: $type',
      async (event) => {
        await slack.emit(event);
        expect(await eventually(() => bot.forgotten[0])).toMatchObject({ workspace: TEAM });
      },
    );

    it('forgets nothing when another team removes the app', async () => {
      await slack.emit({ type: 'app_uninstalled' }, 'T0ELSEWHERE');
      await ada.say(channel, '@wordbrush help');
      await bot.next('message');
      expect(bot.forgotten).toEqual([]);
    });

    it('forgets nothing when a person takes their own token back', async () => {
      await slack.emit({ type: 'tokens_revoked', tokens: { oauth: [ada.member.id] } });
      expect(bot.forgotten).toEqual([]);
    });

    it('acknowledges within a second', () => {
      expect(Math.max(...slack.ackMs)).toBeLessThan(1_000);
    });

    if (transport === 'http')
      it.each([
        ['signed by somebody else', { secret: 'another' }],
        ['from six minutes ago', { at: Date.now() - 6 * 60_000 }],
        ['from six minutes ahead', { at: Date.now() + 6 * 60_000 }],
      ])('refuses a request %s', async (_, signature) => {
        const response = await slack.postSigned(
          '{"type":"url_verification","challenge":"x"}',
          signature,
        );
        expect(response.status).toBe(401);
      });
  });

it('tells which token was refused', async () => {
  await using connection = await connectSlack(() => bot);
  const { SlackAdapter } = await import('./slack-adapter.ts');
  const { createLog } = await import('../../log.ts');
  const { apiUrl: api, appToken, botToken } = connection.slack;
  const log = createLog('silent');
  const wrongBot = new SlackAdapter({ botToken: 'xoxb-no', appToken, api, log });
  await expect(wrongBot.start(bot)).rejects.toThrow(
    /SLACK_BOT_TOKEN was not accepted \(invalid_auth\)/,
  );
  const wrongApp = new SlackAdapter({ botToken, appToken: 'xapp-no', api, log });
  await expect(wrongApp.start(bot)).rejects.toThrow(/SLACK_APP_TOKEN was not accepted/);
});

it('posts the pictures that fit, and says that one is missing', async () => {
  await using connection = await connectSlack(() => bot, { fileLimit: 500 });
  const { slack: there, adapter } = connection;
  const place = { platform: 'slack', workspace: TEAM, channel: there.addChannel() } as const;
  const big = { ...LION, bytes: Buffer.concat([PNG, Buffer.alloc(1_000)]) };
  const { blocks } = shows(CAT);
  const { id } = await adapter.post(
    place,
    view('done', ...blocks, { kind: 'picture', picture: big }),
  );
  const message = there.world.find(place.channel, id);
  expect(message?.files.map(({ alt }) => alt)).toEqual(['a cat']);
  expect(message && shownText(message)).toContain('A picture is missing here');
});

it('says which scope is missing', async () => {
  await using connection = await connectSlack(() => bot, { scopes: ['chat:write'] });
  const place = {
    platform: 'slack',
    workspace: TEAM,
    channel: connection.slack.addChannel(),
  } as const;
  const post = connection.adapter.post(place, shows(CAT));
  await expect(post).rejects.toThrow(/lacks the scope/);
  await expect(post).rejects.toBeInstanceOf(ChatError);
});

describe('pictures that people send', () => {
  const source = { origins: ['https://files.slack.com'], token: 'xoxb-1', info: async () => null };

  it.each([
    'http://files.slack.com/x',
    'https://files.slack.com.evil.example/x',
    'https://files.slack.com:8443/x',
    'https://me@files.slack.com/x',
  ])('are not fetched from %s', async (url_private) => {
    const file = attachmentFrom({ id: 'F1', url_private }, source);
    await expect(file.read(10)).rejects.toThrow(/not Slack’s/);
  });

  it('are known from a page to sign in', async () => {
    await using connection = await connectSlack(() => bot);
    const { fileOrigin, world } = connection.slack;
    const origins = [fileOrigin];
    const file = { id: 'F1', url_private: connection.slack.fileUrl(world.newId('F')) };
    const read = attachmentFrom(file, { ...source, origins, token: 'xoxb-stale' }).read(1_000);
    await expect(read).rejects.toThrow(/files:read/);
  });
});

describe('the names of reactions', () => {
  it.each([
    ['snowflake', '❄️'],
    ['lion_face', '🦁'],
    ['large_blue_circle', '🔵'],
    ['leftwards_arrow_with_hook', '↩️'],
    ['cat', '🐱'],
    ['cat2', '🐈'],
    ['+1::skin-tone-3', '👍'],
    ['our_own_logo', 'our_own_logo'],
  ])('%s becomes %s', (name, emoji) => {
    expect(emojiNamed(name)).toBe(emoji);
  });

  it('become what the bot put on', () => {
    const prompt =
      'a red cat, a blue dog, a lion and a horse in the snow and rain by a tree, an apple, a hat, a car, the sun';
    const seeded = [...emojiFor(prompt), '➕', '➖', '↩️', '🗑️'];
    expect(seeded.length).toBeGreaterThan(12);
    expect(seeded.map((emoji) => emojiNamed(slackNames(emoji)[0] ?? ''))).toEqual(seeded);
  });
});

it('undoes what Slack does to text', () => {
  expect(typedText(`<@${BOT_USER}>\u00a0edit "a" -&gt; "b" &amp;amp; c`, BOT_USER)).toBe(
    'edit "a" -> "b" &amp; c',
  );
  expect(typedText('`"a cat" -&gt; "a lion"`', BOT_USER)).toBe('"a cat" -> "a lion"');
  expect(typedText('<https://a.example|a.example> and <#C1|general>', BOT_USER)).toBe(
    'a.example and general',
  );
});
