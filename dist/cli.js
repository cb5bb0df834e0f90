import { Command, CommanderError } from 'commander';
import { addCaption } from './cli/caption.js';
import { addDiscord } from './cli/discord.js';
import { addDoctor } from './cli/doctor.js';
import { addEdit } from './cli/edit.js';
import { explain } from './cli/explain.js';
import { addInvert } from './cli/invert.js';
import { addModels } from './cli/models.js';
import { addReconstruct } from './cli/reconstruct.js';
import { addStart } from './cli/start.js';
import { addWords } from './cli/words.js';
import { addWorker } from './cli/worker.js';
import { WordbrushError } from './pipeline/errors.js';
const EXIT_FAILURE = 1;
/** What shells report for a process that Ctrl-C ended. */
const EXIT_CANCELLED = 130;
/** Runs one command line, such as `['invert', 'cat.png', …]`, and gives the exit code. */
export async function main(args) {
    const program = new Command('wordbrush')
        .description('Edits real pictures by changing the words that describe them.')
        .option('--model <folder>', 'a model folder, or the name of a pulled model (default: $MODEL or the bundled one)')
        .showHelpAfterError('(add --help for the whole list)')
        .exitOverride();
    addStart(program);
    addCaption(program);
    addInvert(program);
    addEdit(program);
    addWords(program);
    addReconstruct(program);
    addModels(program);
    addDiscord(program);
    addWorker(program);
    addDoctor(program);
    // Node's own SQLite calls itself experimental, which people who use the command need not hear.
    process.removeAllListeners('warning').on('warning', (warning) => {
        if (warning.name !== 'ExperimentalWarning')
            console.error(warning);
    });
    try {
        await program.parseAsync(args, { from: 'user' });
        return 0;
    }
    catch (error) {
        if (error instanceof CommanderError)
            return error.exitCode; // it has said what is wrong
        console.error(explain(error));
        return error instanceof WordbrushError && error.code === 'cancelled'
            ? EXIT_CANCELLED
            : EXIT_FAILURE;
    }
}
