import type { ChatThread, DoubledWorld } from '../contract/chat-world.ts';
import type { ContractBot } from '../contract/contract-bot.ts';
import { connect } from '../doubles/discord/connected.ts';
import type { Call } from '../doubles/discord/rest.ts';
import {
  buttonsOf,
  eventually,
  isThinking,
  picturesOf,
  readableText,
} from '../doubles/discord/screen.ts';

/** The real bot on the real discord.js, on Discord’s double, as Ada meets it. */
export async function openDiscordWorld({ bot }: Pick<ContractBot, 'bot'>): Promise<DoubledWorld> {
  const { discord, ...connected } = await connect((adapter) => {
    bot.connect(adapter);
    return bot;
  });
  const ada = discord.person('ada');
  const channel = discord.addChannel('pictures');

  const startEditing = async (bytes: Uint8Array, prompt: string): Promise<ChatThread> => {
    const picture = { name: 'picture.png', bytes };
    const options = prompt === '' ? { picture } : { picture, prompt };
    const opener = await ada.answerTo(await ada.slash(channel, 'invert', options));
    const thread = await eventually(() => opener.thread, { what: 'a thread' });
    const messageOf = (id: string) => discord.world.message(thread, id);
    return {
      name: thread.name,
      async say(text, replyTo) {
        ada.say(thread, text, replyTo === undefined ? {} : { replyTo: messageOf(replyTo) });
      },
      async command(text) {
        const [name = '', value] = text.split(' ');
        const [option] = discord.rest.command(name)?.options ?? [];
        await ada.slash(
          thread,
          name,
          option && value !== undefined ? { [option.name]: value } : {},
        );
      },
      async react(message, emoji, on) {
        if (on) ada.react(messageOf(message), emoji);
        else ada.unreact(messageOf(message), emoji);
      },
      async press(message, button) {
        await ada.click(messageOf(message), button);
      },
      async messages() {
        return ada
          .sees(thread)
          .filter((message) => message.author === discord.world.bot && !isThinking(message))
          .map((message) => ({
            id: message.id,
            text: readableText(message),
            pictures: picturesOf(message).length,
            buttons: buttonsOf(message).map(({ label }) => label),
          }));
      },
    };
  };
  return {
    startEditing,
    shutOut: () => discord.deny(channel, 'ViewChannel'),
    get attempts() {
      const shows = ({ method, path }: Call) => method !== 'GET' && /\/messages/u.test(path);
      return discord.rest.calls.filter(shows).length;
    },
    close: async () => await connected[Symbol.asyncDispose](),
  };
}
