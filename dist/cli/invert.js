import { Option } from 'commander';
import { z } from 'zod';
import { serializeInversion } from '../pipeline/inversion-file.js';
import { INVERSION_METHODS, OPTIMIZERS } from '../pipeline/types.js';
import { parseNumber } from './arguments.js';
import { checkOutput, readPicture, writeOutput } from './files.js';
import { withPipeline } from './session.js';
const Options = z.object({
    prompt: z.string().nullable().default(null),
    out: z.string(),
    json: z.boolean().default(false),
    method: z.enum(INVERSION_METHODS).exactOptional(),
    steps: z.number().exactOptional(),
    innerSteps: z.number().exactOptional(),
    tolerance: z.number().exactOptional(),
    optimizer: z.enum(OPTIMIZERS).exactOptional(),
    guidance: z.number().exactOptional(),
    fit: z.enum(['crop', 'fit']).exactOptional(),
});
export function addInvert(program) {
    program
        .command('invert')
        .description('Find what makes the model redraw a picture; every later edit starts from it.')
        .argument('<image>', 'a JPEG, PNG, WebP, AVIF or GIF')
        .option('--prompt <sentence>', "what the picture shows (default: the captioner's sentence)")
        .requiredOption('--out <file>', 'where to write the inversion')
        .addOption(new Option('--method <name>', 'how to invert (default: null-text)').choices(INVERSION_METHODS))
        .option('--steps <count>', 'steps of the schedule (default: what suits the model)', parseNumber)
        .option('--inner-steps <count>', 'optimisation steps at each (default: what suits the model)', parseNumber)
        .option('--tolerance <loss>', 'where the optimisation stops (default: 1e-5)', parseNumber)
        .addOption(new Option('--optimizer <name>', "of null-text: l-bfgs (default), or the paper's adam").choices(OPTIMIZERS))
        .option('--guidance <scale>', "guidance scale (default: the model's own)", parseNumber)
        .addOption(new Option('--fit <how>', 'crop to a square (default), or fit the whole picture').choices([
        'crop',
        'fit',
    ]))
        .option('--json', 'print one JSON object')
        .action(async (image, values, command) => {
        const { prompt, out, json, guidance, ...options } = Options.parse(values);
        await checkOutput(out);
        const bytes = await readPicture(image);
        const { inversion, peakRssMiB } = await withPipeline(command, async (client, job) => ({
            inversion: await client.invert(bytes, prompt, {
                ...options,
                ...(guidance !== undefined && { guidanceScale: guidance }),
                ...job,
            }),
            peakRssMiB: Math.round(await client.peakRssMiB()),
        }));
        await writeOutput(out, serializeInversion(inversion));
        const { method, steps, psnr, vaePsnr, unetEvaluations, gradientEvaluations, seconds } = inversion.report;
        if (json)
            console.log(JSON.stringify({
                prompt: inversion.prompt,
                method,
                steps,
                psnr,
                vaePsnr,
                unetEvaluations,
                gradientEvaluations,
                seconds,
                peakRssMiB,
            }));
        else
            console.log(`${out}: “${inversion.prompt}”, ${method}, ${psnr.toFixed(2)} dB of the ${vaePsnr.toFixed(2)} dB that the ` +
                `autoencoder allows, in ${seconds.toFixed(1)} s.`);
    });
}
