import { Registry } from 'prom-client';
import type { JobQueue } from '../bot/queue/job-queue.ts';
import type { Logger } from '../log.ts';
/** What a running Wordbrush tells Prometheus; nothing in it is about a person or a picture. */
export declare class Metrics {
    #private;
    readonly registry: Registry<"text/plain; version=0.0.4; charset=utf-8">;
    constructor();
    /** The queue, with all that happens to its jobs counted, timed and logged under their ids. */
    measured(queue: JobQueue, log: Logger): JobQueue;
}
