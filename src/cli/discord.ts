import { type Command, Option } from 'commander';
import { z } from 'zod';
import { WordbrushError } from '../pipeline/errors.ts';
import { loadEnvFile } from './terminal/settings.ts';

const DeployOptions = z.object({
  guild: z
    .string()
    .regex(/^\d{17,20}$/)
    .optional(),
  api: z.url().optional(),
});

export function addDiscord(program: Command): void {
  program
    .command('discord')
    .description('Set up the Discord bot (the token comes from DISCORD_TOKEN).')
    .command('deploy')
    .description('Register the commands with Discord, and print the link that adds the bot.')
    .option('--guild <id>', 'only in this server, where they appear at once')
    .addOption(new Option('--api <url>', 'a server that speaks Discord’s API').hideHelp())
    .action(async (values: unknown) => {
      const parsed = DeployOptions.safeParse(values);
      if (!parsed.success)
        throw new WordbrushError(
          'bad-option',
          'A server’s id is a number of 17 to 20 digits: in Discord, switch on Developer Mode, ' +
            'then right-click the server’s name and choose “Copy Server ID”.',
        );
      const { guild, api } = parsed.data;
      loadEnvFile();
      const token = process.env.DISCORD_TOKEN?.trim();
      if (!token)
        throw new WordbrushError(
          'bad-option',
          'DISCORD_TOKEN is not set. Put the bot’s token into the environment or into .env; docs/discord.md says where to get one.',
        );
      // Loaded here, because discord.js is slow to load and the other commands do without it.
      const { deployCommands } = await import('../adapters/discord/deploy.ts');
      const credentials = { token, ...(api !== undefined && { api }) };
      const { commands, inviteUrl } = await deployCommands(credentials, guild);
      console.log(`Registered ${commands.length} commands: ${commands.join(', ')}.`);
      console.log(
        guild === undefined
          ? 'They appear everywhere within a minute; restart Discord if they do not.'
          : `They are there now in the server ${guild}.`,
      );
      console.log(`Add the bot to a server with ${inviteUrl}`);
    });
}
