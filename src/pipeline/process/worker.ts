import { EditingPipeline } from '../pipeline.ts';
import { serve } from './serve.ts';

/** The child process's entry. */
serve((folder, options) => EditingPipeline.load(folder, options));
