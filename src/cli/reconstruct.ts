import type { Command } from 'commander';
import { z } from 'zod';
import { encodePng } from '../pipeline/image.ts';
import { checkOutput, readInversion, writeOutput } from './files.ts';
import { withPipeline } from './session.ts';

const Options = z.object({ out: z.string() });

export function addReconstruct(program: Command): void {
  program
    .command('reconstruct')
    .description('Draw an inverted picture as the model finds it again, without any edit.')
    .argument('<file>', 'an inversion')
    .requiredOption('--out <png>', 'where to write the picture')
    .action(async (file: string, values: unknown, command: Command) => {
      const { out } = Options.parse(values);
      await checkOutput(out);
      const inversion = await readInversion(file);
      const picture = await withPipeline(command, (client, job) =>
        client.reconstruct(inversion, job),
      );
      await writeOutput(out, await encodePng(picture));
      console.log(`${out}: ${inversion.report.psnr.toFixed(2)} dB against the picture.`);
    });
}
