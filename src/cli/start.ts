import type { Command } from 'commander';
import { loraText } from '../pipeline/model/lora/lora.ts';
import { chosenLoras, chosenModel } from './terminal/session.ts';
import { loadEnvFile } from './terminal/settings.ts';

export function addStart(program: Command): void {
  program
    .command('start')
    .description('Start the bot: the chat in the browser, and Discord and Slack where set up.')
    .action(async (_: unknown, command: Command) => {
      loadEnvFile();
      // Loaded here, because the other commands do without it.
      const { run } = await import('../main.ts');
      const loras = chosenLoras(command).map(loraText);
      await run({ ...process.env, MODEL: chosenModel(command), LORAS: loras.join(',') });
    });
}
