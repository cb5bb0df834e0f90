import type { SchedulerConfig } from '../model/scheduler-config.ts';
/** Throws `bad-option` unless the scheduler has so many timesteps. */
export declare function spacedTimesteps(config: SchedulerConfig, steps: number): number[];
