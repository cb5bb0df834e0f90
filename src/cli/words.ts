import type { Command } from 'commander';
import { z } from 'zod';
import { drawContactSheet } from '../drawing/contact-sheet.ts';
import { heatMapOverlay } from '../drawing/heat-map.ts';
import { decodePicture } from '../pipeline/image.ts';
import { checkOutput, readInversion } from './terminal/files.ts';
import { addPictureOutput, freeName, writePicture } from './terminal/picture-output.ts';
import { withPipeline } from './terminal/session.ts';

const CELL_SIZE = 188; // five to a line

const Options = z.object({ out: z.string().optional(), json: z.boolean().default(false) });

export function addWords(program: Command): void {
  const words = program
    .command('words')
    .description('Draw what each word of the prompt looks at in the picture.')
    .argument('<file>', 'an inversion')
    .option('--json', 'print JSON, errors too');
  addPictureOutput(words, 'the heat maps').action(
    async (file: string, values: unknown, command: Command) => {
      const { json, ...given } = Options.parse(values);
      const out = given.out ?? freeName(file, '-words.png');
      await checkOutput(out);
      const inversion = await readInversion(file);
      const maps = await withPipeline(command, (client, job) => client.words(inversion, job));
      const picture = await decodePicture(inversion.picture);
      const cells = await Promise.all(
        maps.map(async (map) => ({
          picture: await heatMapOverlay(picture, map),
          caption: map.word,
        })),
      );
      const title = `“${inversion.prompt}”`;
      await writePicture(
        out,
        await drawContactSheet({ title, rows: [{ cells, cellSize: CELL_SIZE }] }),
      );
      const names = maps.map(({ word }) => word);
      if (json) console.log(JSON.stringify({ out, prompt: inversion.prompt, words: names }));
      else console.log(`${out}: ${names.join(', ')}.`);
    },
  );
}
