import { constants, setPriority } from 'node:os';
import { EditingPipeline } from '../pipeline.js';
import { serve } from './serve.js';
// People who talk to the bot come before the model, which is busy for as long as it is let.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
/** The child process's entry. */
serve((folder, options) => EditingPipeline.load(folder, options));
