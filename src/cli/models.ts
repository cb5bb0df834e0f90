import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Argument, type Command } from 'commander';
import { z } from 'zod';
import { WordbrushError } from '../pipeline/errors.ts';
import { hubAddress, hubToken } from '../pipeline/model/hub/hub-environment.ts';
import { pullModel } from '../pipeline/model/hub/pull.ts';
import {
  BUNDLED_MODEL,
  HUB_MODELS,
  type HubModel,
  type Licence,
  modelsHome,
} from '../pipeline/model/registry.ts';
import { parseWebAddress } from './terminal/arguments.ts';
import { ProgressBar } from './terminal/progress-bar.ts';

/** How each kind of model is chosen. */
const USE: Readonly<Record<NonNullable<HubModel['layout']>, string>> = {
  diffusion: '--model ',
  captioner: 'CAPTIONS=',
  clip: 'CLIP=',
};

const PullOptions = z.object({ acceptLicence: z.boolean().default(false), hub: z.string() });

export function addModels(program: Command): void {
  const models = program
    .command('models')
    .description('The models on this machine, and the ones that can be pulled.');
  addList(models);
  addPull(models);
}

function addList(models: Command): void {
  models
    .command('list')
    .description('List the models.')
    .action(() => {
      const line = (name: string, state: string, what: string) =>
        console.log(`${name.padEnd(28)}${state.padEnd(13)}${what}`);
      line('emoji-world', 'bundled', BUNDLED_MODEL);
      for (const { name, repository, licence, gigabytes, use } of HUB_MODELS) {
        const folder = join(modelsHome(), name);
        if (existsSync(folder)) line(name, 'pulled', folder);
        else line(name, 'not pulled', `${gigabytes} GB, ${licence.name}: ${use} (${repository})`);
      }
    });
}

function addPull(models: Command): void {
  models
    .command('pull')
    .description(
      'Download a model from the Hugging Face hub, or mend one that is damaged. HF_ENDPOINT, HF_TOKEN, ' +
        'the token of `hf auth login`, HTTPS_PROXY and NO_PROXY are used where they are set.',
    )
    .addArgument(new Argument('<name>').choices(HUB_MODELS.map(({ name }) => name)))
    .option('--accept-licence', 'accept the model’s licence without a question')
    .option('--hub <url>', 'another hub that speaks the same API', parseWebAddress, hubAddress())
    .action(async (name: string, values: unknown) => {
      const model = HUB_MODELS.find((candidate) => candidate.name === name);
      if (!model) throw new RangeError(`${name} is not in the registry`);
      const { acceptLicence, hub } = PullOptions.parse(values);
      const canceller = new AbortController();
      const cancel = () => canceller.abort();
      process.once('SIGINT', cancel);
      const bar = new ProgressBar('pull');
      try {
        const folder = await pullModel(model, {
          hub,
          home: modelsHome(),
          token: hubToken(),
          signal: canceller.signal,
          acceptLicence: (licence) => askForLicence(name, licence, acceptLicence),
          onProgress: ({ file, done, total }) =>
            bar.show(done / total, `${mebibytes(done)} of ${mebibytes(total)} MiB, ${file}`),
        });
        bar.clear();
        console.log(
          `${name} is in ${folder}; use it with ${USE[model.layout ?? 'diffusion']}${name}.`,
        );
      } finally {
        bar.clear();
        process.off('SIGINT', cancel);
      }
    });
}

/** Shows the licence, and asks unless it was accepted on the command line. */
async function askForLicence(name: string, licence: Licence, accepted: boolean): Promise<boolean> {
  console.error(
    `${name} comes under ${licence.name}:\n${licence.summary}\nIn full: ${licence.url}`,
  );
  if (accepted) return true;
  if (!process.stdin.isTTY)
    throw new WordbrushError(
      'bad-option',
      `${name} was not downloaded: read its licence, then run this again with --accept-licence.`,
    );
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question('Do you accept it? [y/N] ');
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
