import { z } from 'zod';
import { drawContactSheet } from '../drawing/contact-sheet.js';
import { heatMapOverlay } from '../drawing/heat-map.js';
import { decodePicture } from '../pipeline/image.js';
import { checkOutput, readInversion, writeOutput } from './files.js';
import { withPipeline } from './session.js';
const CELL_SIZE = 188; // five to a line
const Options = z.object({ out: z.string() });
export function addWords(program) {
    program
        .command('words')
        .description('Draw what each word of the prompt looks at in the picture.')
        .argument('<file>', 'an inversion')
        .requiredOption('--out <png>', 'where to write the heat maps')
        .action(async (file, values, command) => {
        const { out } = Options.parse(values);
        await checkOutput(out);
        const inversion = await readInversion(file);
        const words = await withPipeline(command, (client, job) => client.words(inversion, job));
        const picture = await decodePicture(inversion.picture);
        const cells = await Promise.all(words.map(async (word) => ({
            picture: await heatMapOverlay(picture, word),
            caption: word.word,
        })));
        const title = `“${inversion.prompt}”`;
        await writeOutput(out, await drawContactSheet({ title, rows: [{ cells, cellSize: CELL_SIZE }] }));
        console.log(`${out}: ${words.map(({ word }) => word).join(', ')}.`);
    });
}
