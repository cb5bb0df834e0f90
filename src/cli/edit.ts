import type { Command } from 'commander';
import { z } from 'zod';
import { editSpecOf, parseEdit } from '../bot/edit-language.ts';
import { WordbrushError } from '../pipeline/errors.ts';
import { encodePng } from '../pipeline/image.ts';
import { checkOutput, readInversion, writeOutput } from './files.ts';
import { withPipeline } from './session.ts';

const Options = z.object({ out: z.string(), json: z.boolean().default(false) });

export function addEdit(program: Command): void {
  program
    .command('edit')
    .description('Redraw an inverted picture under other words.')
    .argument('<file>', 'an inversion')
    .argument('<edit>', `such as '"a cat" -> "a lion"' or '"snow" * 2'`)
    .requiredOption('--out <png>', 'where to write the picture')
    .option('--json', 'print one JSON object')
    .action(async (file: string, text: string, values: unknown, command: Command) => {
      const { out, json } = Options.parse(values);
      await checkOutput(out);
      const inversion = await readInversion(file);
      const request = parseEdit(text, inversion.prompt);
      if ((request.options.variations ?? 1) > 1)
        throw new WordbrushError(
          'bad-edit',
          `x${request.options.variations} asks for several pictures and --out names one: leave it ` +
            'out, and vary “strength” or “structure” instead.',
        );
      const spec = editSpecOf(request, inversion.prompt);
      const results = await withPipeline(command, (client, job) =>
        client.edit(inversion, [spec], job),
      );
      for (const {
        picture,
        sourcePrompt,
        targetPrompt,
        method,
        kind,
        unetRows,
        seconds,
      } of results) {
        await writeOutput(out, await encodePng(picture));
        if (json)
          console.log(
            JSON.stringify({ sourcePrompt, targetPrompt, method, kind, unetRows, seconds }),
          );
        else console.log(`${out}: “${targetPrompt}” (${kind ?? method}, ${seconds.toFixed(1)} s).`);
      }
    });
}
