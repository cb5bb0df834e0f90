import type { Command } from 'commander';
import { z } from 'zod';
import { checkOutput, readInversion } from './terminal/files.ts';
import { addOwnSize, addPictureOutput, freeName, writeDrawn } from './terminal/picture-output.ts';
import { withPipeline } from './terminal/session.ts';

const Options = z.object({
  out: z.string().optional(),
  ownSize: z.boolean().default(false),
  json: z.boolean().default(false),
});

export function addReconstruct(program: Command): void {
  const reconstruct = program
    .command('reconstruct')
    .description('Draw an inverted picture as the model finds it again, without any edit.')
    .argument('<file>', 'an inversion')
    .option('--json', 'print JSON, errors too');
  addOwnSize(addPictureOutput(reconstruct, 'the picture')).action(
    async (file: string, values: unknown, command: Command) => {
      const { ownSize, json, ...given } = Options.parse(values);
      const out = given.out ?? freeName(file, '-again.png');
      await checkOutput(out);
      const inversion = await readInversion(file);
      const picture = await withPipeline(command, (client, job) =>
        client.reconstruct(inversion, job),
      );
      await writeDrawn(out, picture, ownSize);
      const { psnr } = inversion.report;
      if (json) console.log(JSON.stringify({ out, psnr }));
      else console.log(`${out}: ${psnr.toFixed(2)} dB against the picture.`);
    },
  );
}
