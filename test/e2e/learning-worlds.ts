import { vi } from 'vitest';
import { WebAdapter } from '../../src/adapters/web/web-adapter.ts';
import { Gallery } from '../../src/bot/gallery.ts';
import { createLog } from '../../src/log.ts';
import type { Shown } from '../contract/chat-world.ts';
import type { LearnWorld, StoppingBot } from '../contract/learning-contract.ts';
import { connect } from '../doubles/discord/connected.ts';
import * as discordScreen from '../doubles/discord/screen.ts';
import { connectSlack } from '../doubles/slack/connected.ts';
import { BOT_USER, buttonsOf, shownText } from '../doubles/slack/world.ts';
import { HttpWorld, shownIn } from './workers-world.ts';

const { eventually } = discordScreen;
const PATIENCE_MS = 30_000;
const named = (pictures: readonly Uint8Array[]) =>
  pictures.map((bytes, i) => ({ name: `${i + 1}.png`, bytes }));

/** By a slash command with attachments. */
export async function learnOnDiscord(bot: StoppingBot): Promise<LearnWorld> {
  const { discord, ...connected } = await connect((adapter) => bot.connect(adapter));
  const ada = discord.person('ada');
  const channel = discord.addChannel('pictures');
  // A process's first answer waits for much to be compiled, and Discord for three seconds alone.
  await ada.slash(channel, 'help').catch(() => {});
  const shownAt = (place: typeof channel): Shown[] =>
    ada
      .sees(place)
      .filter(
        (message) => message.author === discord.world.bot && !discordScreen.isThinking(message),
      )
      .map((message) => ({
        id: message.id,
        text: discordScreen.readableText(message),
        pictures: discordScreen.picturesOf(message).length,
        buttons: discordScreen.buttonsOf(message).map(({ label }) => label),
      }));
  return {
    async teach(name, className, pictures) {
      const files = named(pictures).map((file, i) => [`picture${i === 0 ? '' : i + 1}`, file]);
      await ada.slash(channel, 'learn', { name, class: className, ...Object.fromEntries(files) });
    },
    async say(text, pictures = []) {
      ada.say(channel, `<@${discord.world.bot.id}> ${text}`, { pictures: named(pictures) });
    },
    async command(text) {
      await ada.slash(channel, text);
    },
    async press(message, button) {
      await ada.click(discord.world.message(channel, message.id), button);
    },
    messages: async () => shownAt(channel),
    async edit(bytes, prompt, edit, done) {
      const picture = { name: 'picture.png', bytes };
      const opener = await ada.answerTo(await ada.slash(channel, 'invert', { picture, prompt }));
      const thread = await eventually(() => opener.thread, {
        what: 'a thread',
        timeoutMs: PATIENCE_MS,
      });
      await eventually(() => shownAt(thread).find(({ text }) => /Close|Rough|close/.test(text)), {
        what: 'an inversion',
        timeoutMs: PATIENCE_MS,
      });
      ada.say(thread, edit);
      return await eventually(() => shownAt(thread).find(({ text }) => done.test(text)), {
        what: 'an edit',
        timeoutMs: PATIENCE_MS,
      });
    },
    close: async () => await connected[Symbol.asyncDispose](),
  };
}

/** By the form that the slash command opens. */
export async function learnOnSlack(bot: StoppingBot): Promise<LearnWorld> {
  const { slack, ...connected } = await connectSlack((adapter) => bot.connect(adapter));
  const ada = slack.person('ada');
  const channel = slack.addChannel();
  const messageOf = (id: string) => {
    const found = slack.world.find(channel, id);
    if (!found) throw new Error(`There is no message ${id}`);
    return found;
  };
  const shownAt = (thread?: string): Shown[] =>
    ada
      .sees(channel, thread)
      .filter(({ user, blocks }) => user === BOT_USER && blocks.length > 0)
      .map((message) => ({
        id: message.ts,
        text: shownText(message),
        pictures: message.files.length,
        buttons: buttonsOf(message).map(({ label }) => label),
      }));
  return {
    async teach(name, className, pictures) {
      await ada.slash(channel, '/learn', `"${name}" ${className}`);
      await ada.submit(await ada.form(), { pictures: named(pictures) });
    },
    async say(text, pictures = []) {
      await ada.say(channel, `@wordbrush ${text}`, { pictures: named(pictures) });
    },
    async command(text) {
      await ada.slash(channel, '/wordbrush', text);
    },
    async press(message, button) {
      await ada.press(messageOf(message.id), button);
    },
    messages: async () => shownAt(),
    async edit(bytes, prompt, edit, done) {
      await ada.slash(channel, '/invert');
      const picture = { name: 'picture.png', bytes };
      await ada.submit(await ada.form(), { picture, prompt });
      const opener = await eventually(
        () => ada.sees(channel).findLast((message) => shownText(message).includes(prompt)),
        { what: 'a thread', timeoutMs: PATIENCE_MS },
      );
      const thread = opener.ts;
      await eventually(() => shownAt(thread).find(({ text }) => /Close|Rough|close/.test(text)), {
        what: 'an inversion',
        timeoutMs: PATIENCE_MS,
      });
      await ada.say(channel, edit, { thread });
      return await eventually(() => shownAt(thread).find(({ text }) => done.test(text)), {
        what: 'an edit',
        timeoutMs: PATIENCE_MS,
      });
    },
    close: async () => await connected[Symbol.asyncDispose](),
  };
}

/** By one message of the page. */
export async function learnOnWeb(bot: StoppingBot): Promise<LearnWorld> {
  const adapter = new WebAdapter({
    ...{ host: '127.0.0.1', port: 0, allowedHosts: [], maxPictureBytes: 2 ** 20 },
    ...{ stores: bot.stores, gallery: new Gallery('nowhere', []), log: createLog('error') },
  });
  await adapter.start(bot.connect(adapter));
  const world = new HttpWorld(adapter.address);
  const files = (pictures: readonly Uint8Array[]) =>
    named(pictures).map(
      ({ name, bytes }) => new File([Uint8Array.from(bytes)], name, { type: 'image/png' }),
    );
  return {
    teach: async (name, className, pictures) =>
      await world.say({ text: `/learn "${name}" ${className}` }, files(pictures)),
    say: async (text, pictures = []) => await world.say({ text }, files(pictures)),
    command: async (text) => await world.say({ text: `/${text}` }),
    press: async (message, button) => await world.press(null, message.id, button),
    messages: async () => (await world.outside()).flatMap(shownIn),
    async edit(picture, prompt, edit, done) {
      const thread = await world.startEditing(picture, prompt);
      const seen = async (wanted: RegExp) =>
        await vi.waitFor(
          async () => {
            const found = (await thread.messages()).find(({ text }) => wanted.test(text));
            if (!found) throw new Error(`There is no ${wanted}`);
            return found;
          },
          { timeout: PATIENCE_MS },
        );
      await seen(/Close|Rough|close/);
      await thread.say(edit);
      return await seen(done);
    },
    close: async () => await adapter.stop(),
  };
}
