import type { Tensor } from '../../tensor.ts';
import { blendMask, type Size } from '../blend/local-blend.ts';
import type { Mask } from '../blend/mask.ts';
import type { DdimStep } from '../schedule/schedule.ts';
import { denoise, indexAt, noised, type Redrawn, type RedrawRun, runsFrom } from './redraw-run.ts';

/**
 * Blended inpainting (Avrahami et al. 2022, algorithm 1): what is inside the mask is redrawn under
 * the target prompt from a share `strength` of the schedule; outside it, each step takes the picture
 * with that step's noise, and in the end the picture itself.
 */
export async function inpaint(run: RedrawRun, mask: Mask, strength: number): Promise<Redrawn> {
  const first = indexAt(strength, run.schedule);
  const at = (i: number) => noised(run, i);
  const { latent, rows } = await denoise(run, first, at(first), { mask, at });
  return { latent, rows, mask };
}

export function inpaintUnits(schedule: readonly DdimStep[], strength: number): number {
  return runsFrom(indexAt(strength, schedule), schedule);
}

/** Where words of the source look: `attention` is theirs over the whole inversion, [cells, L]. */
export function wordMask(
  attention: Tensor,
  tokens: readonly number[],
  threshold: number,
  latent: Size,
): Mask {
  const maps = { ...attention, dims: [1, ...attention.dims] };
  const blend = { tokens: { source: tokens, target: [] }, subtract: null, firstStep: 0, threshold };
  return blendMask(blend, { source: maps, target: maps }, latent);
}
