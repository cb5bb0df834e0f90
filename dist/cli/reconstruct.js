import { z } from 'zod';
import { encodePng } from '../pipeline/image.js';
import { checkOutput, readInversion, writeOutput } from './files.js';
import { withPipeline } from './session.js';
const Options = z.object({ out: z.string() });
export function addReconstruct(program) {
    program
        .command('reconstruct')
        .description('Draw an inverted picture as the model finds it again, without any edit.')
        .argument('<file>', 'an inversion')
        .requiredOption('--out <png>', 'where to write the picture')
        .action(async (file, values, command) => {
        const { out } = Options.parse(values);
        await checkOutput(out);
        const inversion = await readInversion(file);
        const picture = await withPipeline(command, (client, job) => client.reconstruct(inversion, job));
        await writeOutput(out, await encodePng(picture));
        console.log(`${out}: ${inversion.report.psnr.toFixed(2)} dB against the picture.`);
    });
}
