import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { addCaption } from './cli/caption.ts';
import { addCompletion } from './cli/completion.ts';
import { addDiscord } from './cli/discord.ts';
import { addDoctor } from './cli/doctor/doctor.ts';
import { addEdit } from './cli/edit.ts';
import { addInvert } from './cli/invert.ts';
import { addLearn } from './cli/learn.ts';
import { addModels } from './cli/models.ts';
import { addReconstruct } from './cli/reconstruct.ts';
import { addStart } from './cli/start.ts';
import { explain } from './cli/terminal/explain.ts';
import type { SharedPipelines } from './cli/terminal/session.ts';
import { addWords } from './cli/words.ts';
import { addWorker } from './cli/worker.ts';
import { WordbrushError } from './pipeline/errors.ts';

const EXIT_FAILURE = 1;
/** What was typed is no command of ours. */
const EXIT_USAGE = 2;
/** What shells report for a process that Ctrl-C ended. */
const EXIT_CANCELLED = 130;

const Package = z.object({ version: z.string() });

/**
 * Runs one command line, such as `['invert', 'cat.png', …]`, and gives the exit code.
 *
 * @param pipelines of a program that runs several, and closes them; default: each command has its own
 */
export async function main(args: readonly string[], pipelines?: SharedPipelines): Promise<number> {
  // Node's own SQLite and undici's proxies call themselves experimental, which people who use the
  // command need not hear.
  process.removeAllListeners('warning').on('warning', (warning) => {
    const isExperimental = /experimental/i.test(`${warning.name} ${warning.message}`);
    if (!isExperimental) console.error(warning);
  });
  const asJson = args.includes('--json');
  const program = new Command('wordbrush')
    .description('Edits real pictures by changing the words that describe them.')
    .version(version())
    .option(
      '--model <folder>',
      'a model folder, or the name of a pulled model (default: $MODEL or the bundled one)',
    )
    .option(
      '--lora <file[:scale]>',
      'a LoRA file (.safetensors) to merge into the model; repeat it for more (default: $LORAS)',
      (file: string, others: readonly string[] = []) => [...others, file],
    )
    .option(
      '--subject <file>',
      'a subject that `wordbrush learn` wrote, so that prompts can name it; repeat it for more',
      (file: string, others: readonly string[] = []) => [...others, file],
    )
    .showHelpAfterError('(add --help for the whole list)')
    .configureOutput(asJson ? { writeErr: () => {} } : {})
    .exitOverride()
    .setOptionValue('pipelines', pipelines);
  addStart(program);
  addCaption(program);
  addInvert(program);
  addEdit(program);
  addWords(program);
  addReconstruct(program);
  addLearn(program);
  addModels(program);
  addDiscord(program);
  addWorker(program);
  addDoctor(program);
  addCompletion(program);
  const fail = (code: string, message: string, exitCode: number): number => {
    if (asJson) console.log(JSON.stringify({ error: { code, message } }));
    else if (exitCode !== EXIT_USAGE) console.error(message);
    return exitCode;
  };
  try {
    await program.parseAsync(args.length === 0 ? ['start'] : args.map(asArgument), {
      from: 'user',
    });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0
        ? 0
        : fail('usage', error.message.replace(/^error: /, '').replaceAll('\n', ' '), EXIT_USAGE);
    const code = error instanceof WordbrushError ? error.code : 'unexpected';
    return fail(code, explain(error), code === 'cancelled' ? EXIT_CANCELLED : EXIT_FAILURE);
  }
}

/** `- "red"` and `-"red"` are edits, not options: a space before them says so to the parser. */
function asArgument(argument: string): string {
  return /^-[\s"'`“‘]/.test(argument) ? ` ${argument}` : argument;
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return Package.parse(JSON.parse(text)).version;
}
