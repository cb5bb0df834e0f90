import type { Command } from 'commander';
import { z } from 'zod';
import { readPicture } from './terminal/files.ts';
import { withPipeline } from './terminal/session.ts';

const Options = z.object({ json: z.boolean().default(false) });

export function addCaption(program: Command): void {
  program
    .command('caption')
    .description('Say in one sentence what a picture shows: the words that an edit can change.')
    .argument('<image>', 'a JPEG, PNG, WebP, AVIF or GIF')
    .option('--json', 'print one JSON object')
    .action(async (image: string, values: unknown, command: Command) => {
      const { json } = Options.parse(values);
      const bytes = await readPicture(image);
      const caption = await withPipeline(command, (client, job) => client.caption(bytes, job));
      console.log(json ? JSON.stringify(caption) : caption.sentence);
    });
}
