import type { Caption, EditOptions, EditResult, EditSpec, Inversion, InvertOptions, JobOptions, Picture, WordMap } from '../types.ts';
export interface PipelineClientOptions {
    /** The model folder that the child loads. */
    readonly folder: string;
    /**
     * How long a cancelled job may go on before its process is killed: longer than one UNet run.
     * Default 30,000 ms.
     */
    readonly graceMs?: number;
    /** The child's module; tests put another one in its place. */
    readonly worker?: URL;
}
/**
 * The pipeline in a child process: the same calls as EditingPipeline, with the event loop of this
 * process never blocked. Jobs run one at a time in the order of their calls. A child that dies is
 * started again and its job tried once more; after that the job fails with `process-lost`.
 */
export declare class PipelineClient {
    #private;
    constructor({ folder, graceMs, worker, }: PipelineClientOptions);
    /** `image` is the bytes of a picture file; it is decoded and checked in the child. */
    invert(image: Uint8Array, prompt: string | null, options?: InvertOptions): Promise<Inversion>;
    edit(inversion: Inversion, specs: readonly EditSpec[], options?: EditOptions): Promise<EditResult[]>;
    words(inversion: Inversion, options?: JobOptions): Promise<WordMap[]>;
    reconstruct(inversion: Inversion, options?: JobOptions): Promise<Picture>;
    caption(image: Uint8Array, options?: JobOptions): Promise<Caption>;
    /** Peak resident memory of the child in MiB; 0 when none is running. */
    peakRssMiB(): Promise<number>;
    /** Ends the child; jobs that still run or wait fail with `cancelled`. */
    close(): Promise<void>;
}
