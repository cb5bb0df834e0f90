import { type Redrawn, type RedrawRun } from './redraw-run.ts';
import type { DdimStep } from './schedule.ts';
/**
 * SDEdit (Meng et al. 2021, algorithm 1, with DDIM for the reverse process): noise for a share
 * `strength` of the schedule, then denoising under the target prompt. More strength is more
 * realistic and less faithful; 0.3 to 0.6 is the paper's range.
 */
export declare function sdedit(run: RedrawRun, strength: number): Promise<Redrawn>;
export declare function sdeditUnits(schedule: readonly DdimStep[], strength: number): number;
