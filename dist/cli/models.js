import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Argument } from 'commander';
import { z } from 'zod';
import { WordbrushError } from '../pipeline/errors.js';
import { pullModel } from '../pipeline/model/pull.js';
import { BUNDLED_MODEL, HUB_MODELS, modelsHome } from '../pipeline/model/registry.js';
import { parseWebAddress } from './arguments.js';
import { ProgressBar } from './progress-bar.js';
const PullOptions = z.object({ acceptLicence: z.boolean().default(false), hub: z.string() });
export function addModels(program) {
    const models = program
        .command('models')
        .description('The models on this machine, and the ones that can be pulled.');
    addList(models);
    addPull(models);
}
function addList(models) {
    models
        .command('list')
        .description('List the models.')
        .action(() => {
        console.log(`emoji-world             bundled      ${BUNDLED_MODEL}`);
        for (const { name, repository, licence } of HUB_MODELS) {
            const folder = join(modelsHome(), name);
            const where = existsSync(folder)
                ? `pulled       ${folder}`
                : `not pulled   ${repository}, ${licence.name}`;
            console.log(`${name.padEnd(24)}${where}`);
        }
    });
}
function addPull(models) {
    models
        .command('pull')
        .description('Download a model from the Hugging Face hub (HF_TOKEN is used where it is set).')
        .addArgument(new Argument('<name>').choices(HUB_MODELS.map(({ name }) => name)))
        .option('--accept-licence', 'accept the licence of the model without being asked')
        .option('--hub <url>', 'another hub that speaks the same API', parseWebAddress, 'https://huggingface.co')
        .action(async (name, values) => {
        const model = HUB_MODELS.find((candidate) => candidate.name === name);
        if (!model)
            throw new RangeError(`${name} is not in the registry`);
        const { acceptLicence, hub } = PullOptions.parse(values);
        const canceller = new AbortController();
        const cancel = () => canceller.abort();
        process.once('SIGINT', cancel);
        const bar = new ProgressBar('pull');
        try {
            const folder = await pullModel(model, {
                hub,
                home: modelsHome(),
                token: process.env.HF_TOKEN,
                signal: canceller.signal,
                acceptLicence: (licence) => askForLicence(name, licence, acceptLicence),
                onProgress: ({ file, done, total }) => bar.show(done / total, `${mebibytes(done)} of ${mebibytes(total)} MiB, ${file}`),
            });
            bar.clear();
            console.log(`${name} is in ${folder}; use it with --model ${name}.`);
        }
        finally {
            bar.clear();
            process.off('SIGINT', cancel);
        }
    });
}
/** Shows the licence, and asks unless it was accepted on the command line. */
async function askForLicence(name, licence, accepted) {
    console.error(`${name} comes under ${licence.name}:\n${licence.summary}\nIn full: ${licence.url}`);
    if (accepted)
        return true;
    if (!process.stdin.isTTY)
        throw new WordbrushError('bad-option', `${name} was not downloaded: read its licence, then run this again with --accept-licence.`);
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    const answer = await prompt.question('Do you accept it? [y/N] ');
    prompt.close();
    return /^y(es)?$/i.test(answer.trim());
}
function mebibytes(bytes) {
    return (bytes / 2 ** 20).toFixed(0);
}
