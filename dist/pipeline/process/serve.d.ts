import type { Caption, EditOptions, EditResult, EditSpec, Inversion, InvertOptions, JobOptions, Picture, WordMap } from '../types.ts';
/** What the child puts at the parent's disposal: EditingPipeline's face. */
export interface ServedPipeline {
    invert(image: Uint8Array, prompt: string | null, options: InvertOptions): Promise<Inversion>;
    edit(inversion: Inversion, specs: readonly EditSpec[], options: EditOptions): Promise<EditResult[]>;
    words(inversion: Inversion): Promise<WordMap[]>;
    reconstruct(inversion: Inversion): Promise<Picture>;
    caption(image: Uint8Array): Promise<Caption>;
}
/**
 * Answers a supervisor's requests over this process's IPC channel until it disconnects. The
 * supervisor sends one job at a time; a cancel message can only be read between UNet runs,
 * because the runtime blocks the thread meanwhile.
 */
export declare function serve(load: (folder: string, options: JobOptions) => Promise<ServedPipeline>): void;
