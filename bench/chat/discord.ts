import { deployCommands } from '../../src/adapters/discord/deploy.ts';
import type { DiscordDouble } from '../../test/doubles/discord/discord-double.ts';
import type { Interaction } from '../../test/doubles/discord/interactions.ts';
import { buttonsOf, eventually } from '../../test/doubles/discord/screen.ts';
import { PATIENCE_MS, type Platform, type Subject } from './conversation.ts';

/** People in one channel, with slash commands and buttons. */
export async function discordPlatform(
  discord: DiscordDouble,
  { picture, prompt, edit }: Subject,
): Promise<Platform> {
  const channel = discord.addChannel('pictures');
  await deployCommands({ token: discord.token, api: discord.apiUrl }, undefined);
  const ackMs: number[] = [];
  const acknowledged = ({ acknowledgedAfterMs }: Interaction): void => {
    ackMs.push(acknowledgedAfterMs ?? Number.POSITIVE_INFINITY);
  };
  return {
    name: 'Discord',
    ackMs,
    async join(name) {
      const person = discord.person(name);
      let thread = channel;
      return {
        async post() {
          const file = { name: 'picture.png', bytes: picture };
          const interaction = await person.slash(channel, 'invert', { picture: file, prompt });
          acknowledged(interaction);
          thread = await eventually(
            () => interaction.answers.find((message) => message.thread)?.thread,
            { what: 'a thread', timeoutMs: PATIENCE_MS },
          );
        },
        async edit() {
          acknowledged(await person.slash(thread, 'edit', { edit }));
        },
        async ask() {
          acknowledged(await person.slash(thread, 'queue'));
        },
        async cancel() {
          const waiting = await eventually(
            () =>
              person
                .sees(thread)
                .findLast((message) => buttonsOf(message).some(({ label }) => label === 'Cancel')),
            { what: 'a Cancel', timeoutMs: PATIENCE_MS },
          );
          acknowledged(await person.click(waiting, 'Cancel'));
        },
      };
    },
  };
}
