import type { PipelineClient } from '../../pipeline/process/supervisor.ts';
import { type Worker } from '../queue/job-queue.ts';
import { type Stores } from '../store/stores.ts';
/** The pipeline as the bot uses it: in a process of its own. */
export type Pipeline = Pick<PipelineClient, 'invert' | 'edit' | 'words' | 'reconstruct'>;
type WorkerStores = Pick<Stores, 'threads' | 'pictures' | 'inversions' | 'jobs'>;
export interface JobWorkerParts {
    readonly stores: WorkerStores;
    readonly pipeline: Pipeline;
    /** Steps of every inversion's schedule; default: what suits the model. */
    readonly steps?: number | undefined;
}
/**
 * Does jobs, on the bot's own machine or another one. It reads threads and never changes one: it
 * writes pictures and inversions, under ids of the job's own, so that a job done twice leaves
 * behind what a job done once does.
 */
export declare function jobWorker({ stores, pipeline, steps }: JobWorkerParts): Worker;
export {};
