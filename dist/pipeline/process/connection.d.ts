import type { JobOptions } from '../types.ts';
import { type Jobs } from './protocol.ts';
/** The child has gone while it still owed an answer; `how` says by which signal or exit code. */
export declare class ChildLost extends Error {
    readonly how: string;
    constructor(how: string);
}
/** One forked child, from its start to its end. */
export declare class Connection {
    #private;
    constructor(module: URL);
    get alive(): boolean;
    /**
     * Has the child do one job.
     *
     * @throws ChildLost when it dies first, and whatever the job throws. A child that has not answered
     * a cancellation after `graceMs` is killed.
     */
    call<Kind extends keyof Jobs>(kind: Kind, input: Jobs[Kind]['input'], { signal, onProgress }: JobOptions, graceMs: number): Promise<Jobs[Kind]['output']>;
    kill(): void;
    /** Lets the child leave, and kills it when it has not left after `graceMs`. */
    close(graceMs: number): Promise<void>;
}
