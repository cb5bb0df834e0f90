import { slackNames } from '../../src/adapters/slack/emoji.ts';
import type { ChatThread, DoubledWorld } from '../contract/chat-world.ts';
import type { ContractBot } from '../contract/contract-bot.ts';
import { eventually } from '../doubles/discord/screen.ts';
import { connectSlack } from '../doubles/slack/connected.ts';
import { BOT_USER, buttonsOf, shownText } from '../doubles/slack/world.ts';

/** The real bot on the real Bolt, on Slack’s double, as Ada meets it. */
export async function openSlackWorld({ bot }: Pick<ContractBot, 'bot'>): Promise<DoubledWorld> {
  const { slack, ...connected } = await connectSlack((adapter) => {
    bot.connect(adapter);
    return bot;
  });
  const ada = slack.person('ada');
  const channel = slack.addChannel();

  const startEditing = async (bytes: Uint8Array, prompt: string): Promise<ChatThread> => {
    await ada.slash(channel, '/invert');
    const form = await ada.form();
    const heading = prompt === '' ? 'A picture to edit' : prompt;
    await ada.submit(form, { picture: { name: 'picture.png', bytes }, prompt });
    const opener = await eventually(
      () => ada.sees(channel).findLast((message) => shownText(message).includes(heading)),
      { what: 'a thread' },
    );
    const thread = opener.ts;
    const messageOf = (id: string) => {
      const found = slack.world.find(channel, id);
      if (!found) throw new Error(`There is no message ${id}`);
      return found;
    };
    return {
      name: shownText(opener),
      async say(text, replyTo) {
        if (replyTo === undefined) return await ada.say(channel, text, { thread });
        // There are no replies inside a thread; every picture has a button instead.
        await ada.press(messageOf(replyTo), 'Edit…');
        await ada.submit(await ada.form(), { edit: text });
      },
      async command(text) {
        await ada.say(channel, `!${text}`, { thread });
      },
      async react(message, emoji, on) {
        await ada.react(messageOf(message), slackNames(emoji)[0] ?? emoji, on);
      },
      async press(message, button) {
        await ada.press(messageOf(message), button);
      },
      async messages() {
        return (
          ada
            .sees(channel, thread)
            // A picture appears first, and gets its buttons a moment later.
            .filter(({ user, blocks }) => user === BOT_USER && blocks.length > 0)
            .map((message) => ({
              id: message.ts,
              text: shownText(message),
              pictures: message.files.length,
              buttons: buttonsOf(message).map(({ label }) => label),
            }))
        );
      },
    };
  };
  return {
    startEditing,
    shutOut: () => void slack.world.channels.delete(channel),
    get attempts() {
      const shows = /^chat\.|^files\.(?:getUpload|complete)/u;
      return slack.api.calls.filter(({ method }) => shows.test(method)).length;
    },
    close: async () => await connected[Symbol.asyncDispose](),
  };
}
