import { serve } from '../../src/pipeline/process/serve.ts';
import { standIn } from './stand-in.ts';

/** The pipeline's child process with the timed stand-in in it. */
serve(async () => standIn(8));
