import type { DdimStep } from '../schedule/schedule.ts';
import { denoise, indexAt, noised, type Redrawn, type RedrawRun, runsFrom } from './redraw-run.ts';

/**
 * SDEdit (Meng et al. 2021, algorithm 1, with DDIM for the reverse process): noise for a share
 * `strength` of the schedule, then denoising under the target prompt. More strength is more
 * realistic and less faithful; 0.3 to 0.6 is the paper's range.
 */
export async function sdedit(run: RedrawRun, strength: number): Promise<Redrawn> {
  const first = indexAt(strength, run.schedule);
  const { latent, rows } = await denoise(run, first, noised(run, first), null);
  return { latent, rows, mask: null };
}

export function sdeditUnits(schedule: readonly DdimStep[], strength: number): number {
  return runsFrom(indexAt(strength, schedule), schedule);
}
