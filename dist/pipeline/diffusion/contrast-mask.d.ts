import type { Size } from './local-blend.ts';
import type { Mask } from './mask.ts';
import { type RedrawRun } from './redraw-run.ts';
import { type DdimStep } from './schedule.ts';
/** How a mask is made from what two prompts make of the same noise. */
export interface MaskDials {
    /** Share of the largest difference, extremes apart, above which a cell may change. */
    readonly threshold: number;
    /** Number of noisings that are averaged. */
    readonly repeats: number;
}
/** A mask and the UNet rows that it took. */
export interface MadeMask {
    readonly mask: Mask;
    readonly rows: number;
}
/**
 * DiffEdit's mask (Couairon et al. 2022, section 3.2, step 1): the picture is noised and denoised
 * under the source and under the target prompt; where the two differ, averaged over channels and
 * noisings, the picture must change.
 */
export declare function contrastMask(run: RedrawRun, { threshold, repeats }: MaskDials): Promise<MadeMask>;
export declare function contrastMaskUnits(schedule: readonly DdimStep[], { repeats }: MaskDials): number;
/**
 * FastDiffEdit's mask: one look per noising in place of a whole denoising, smoothed by a 3 × 3
 * Gaussian. The two zero-shot predictions of z_0 are of the same z_t, so their difference is that
 * of the UNet's outputs times a constant, which the threshold does not see.
 */
export declare function zeroShotMask(run: RedrawRun, { threshold, repeats }: MaskDials): Promise<MadeMask>;
/** True above a share of the largest value that is not extreme; nowhere when nothing differs. */
export declare function binarise(difference: Float32Array, threshold: number): boolean[];
/** Smooths by the binomial kernel [1 2 1] / 4 both ways; edges repeat. */
export declare function gaussian3x3(map: Float32Array, { height, width }: Size): Float32Array;
