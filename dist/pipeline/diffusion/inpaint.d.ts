import type { Tensor } from '../tensor.ts';
import { type Size } from './local-blend.ts';
import type { Mask } from './mask.ts';
import { type Redrawn, type RedrawRun } from './redraw-run.ts';
import type { DdimStep } from './schedule.ts';
/**
 * Blended inpainting (Avrahami et al. 2022, algorithm 1): what is inside the mask is redrawn under
 * the target prompt from a share `strength` of the schedule; outside it, each step takes the picture
 * with that step's noise, and in the end the picture itself.
 */
export declare function inpaint(run: RedrawRun, mask: Mask, strength: number): Promise<Redrawn>;
export declare function inpaintUnits(schedule: readonly DdimStep[], strength: number): number;
/** Where words of the source look: `attention` is theirs over the whole inversion, [cells, L]. */
export declare function wordMask(attention: Tensor, tokens: readonly number[], threshold: number, latent: Size): Mask;
