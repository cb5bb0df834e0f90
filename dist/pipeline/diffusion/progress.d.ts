import type { Tensor } from '../tensor.ts';
import type { JobOptions, Progress } from '../types.ts';
/** A latent [1, C, h, w] as a small PNG in base64, or null when it is not yet time for one. */
export type Preview = (latent: Tensor) => Promise<string | null>;
/**
 * Counts the units of a job and reports each. What ends early (an optimisation that has converged)
 * skips units, so that done / total stays an honest share of the most that can be left.
 */
export declare class ProgressCounter {
    #private;
    constructor(total: number, report: JobOptions['onProgress'], preview?: Preview);
    advance(phase: Progress['phase'], detail?: {
        units?: number;
        loss?: number;
    }): void;
    /** Reports the picture that the first row of a latent holds by now, where it is time for one. */
    show(latent: Tensor): Promise<void>;
}
