import type { Command } from 'commander';
import { PipelineClient } from '../pipeline/process/supervisor.ts';
import type { JobOptions } from '../pipeline/types.ts';
/** The model folder that `--model` or MODEL asks for. */
export declare function chosenModel(command: Command): string;
/**
 * Does work on the pipeline's process with a progress bar. Ctrl-C cancels it cleanly; a second one
 * ends everything at once.
 */
export declare function withPipeline<Result>(command: Command, work: (client: PipelineClient, options: Required<JobOptions>) => Promise<Result>): Promise<Result>;
