import type { Progress } from '../pipeline/types.ts';
type Terminal = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>;
/** One line on a terminal that shows how far a job is; silent where there is no terminal. */
export declare class ProgressBar {
    #private;
    constructor(label: string, terminal?: Terminal);
    /** `share` is 0 … 1. */
    show(share: number, note?: string): void;
    /** Wipes the line, for whatever comes next on the terminal. */
    clear(): void;
}
/** Shows a job's progress while it runs. */
export declare function withProgressBar<Result>(label: string, work: (onProgress: (progress: Progress) => void) => Promise<Result>): Promise<Result>;
export {};
