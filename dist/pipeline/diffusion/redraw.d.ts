import type { InpaintSpec, RedrawSpec } from '../types.ts';
import type { Mask } from './mask.ts';
import type { Redrawn, RedrawRun } from './redraw-run.ts';
import type { DdimStep } from './schedule.ts';
/** A redrawing with its dials checked and filled in. */
export interface Redrawing {
    readonly draw: (run: RedrawRun) => Promise<Redrawn>;
    /** Units of progress that `draw` reports. */
    readonly units: number;
}
/**
 * The redrawing that a spec asks for; `maskOf` finds the mask of an inpainting. Throws `bad-option`
 * for a dial outside its range.
 */
export declare function planRedrawing(spec: RedrawSpec, schedule: readonly DdimStep[], maskOf: (spec: InpaintSpec) => Promise<Mask>): Promise<Redrawing>;
