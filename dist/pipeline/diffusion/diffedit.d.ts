import { type MaskDials } from './contrast-mask.ts';
import { type Redrawn, type RedrawRun } from './redraw-run.ts';
import { type DdimStep } from './schedule.ts';
/**
 * DiffEdit (Couairon et al. 2022, section 3.2): a mask from the two prompts, the picture encoded by
 * DDIM under the empty prompt for a share `ratio` of the schedule, and decoded under the target
 * prompt with the encoded latents outside the mask.
 */
export declare function diffedit(run: RedrawRun, dials: MaskDials & {
    readonly ratio: number;
}): Promise<Redrawn>;
export declare function diffeditUnits(schedule: readonly DdimStep[], dials: MaskDials & {
    readonly ratio: number;
}): number;
/** FastDiffEdit: a zero-shot mask, then inpainting from a share `strength` of the schedule. */
export declare function fastDiffedit(run: RedrawRun, dials: MaskDials & {
    readonly strength: number;
}): Promise<Redrawn>;
export declare function fastDiffeditUnits(schedule: readonly DdimStep[], dials: MaskDials & {
    readonly strength: number;
}): number;
