import { type PlatformName } from '../request/requests.ts';
import { type Stores } from '../store/stores.ts';
import type { KeptJob } from './kept-job.ts';
/**
 * The jobs that an earlier run left, oldest first. What it had not made a job of yet, and what has
 * lost its job, becomes a job that has failed: it is apologised for like any other.
 */
export declare function leftJobs(stores: Stores, isConnected: (platform: PlatformName) => boolean): Promise<KeptJob[]>;
