import type { Tensor } from '../../tensor.ts';
import type { Size } from '../blend/local-blend.ts';
import type { Mask } from '../blend/mask.ts';
import { type DdimStep, stepDown } from '../schedule/schedule.ts';
import { indexAt, noised, predictRows, type RedrawRun, runsFrom } from './redraw-run.ts';

/** Share of the schedule that the masks' noise takes up; the paper's. */
const MASK_STRENGTH = 0.5;
/** Share of the cells whose differences count as extreme, and are no measure for the others. */
const EXTREME = 0.02;

/** How a mask is made from what two prompts make of the same noise. */
export interface MaskDials {
  /** Share of the largest difference, extremes apart, above which a cell may change. */
  readonly threshold: number;
  /** Number of noisings that are averaged. */
  readonly repeats: number;
}

/** What a look at the picture needs. */
export type MaskRun = Omit<RedrawRun, 'empty' | 'guidanceScale'>;

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
export async function contrastMask(
  run: RedrawRun,
  { threshold, repeats }: MaskDials,
): Promise<MadeMask> {
  const first = indexAt(MASK_STRENGTH, run.schedule);
  const difference = differenceOf(run.latent);
  let rows = 0;
  for (let k = 0; k < repeats; k++) {
    const start = noised(run, first, run.seed + k);
    let latents = [start, start];
    for (const step of run.schedule.slice(first)) {
      if (step.isIdentity) continue;
      const contexts = [run.source, run.target];
      const predictions = await predictRows(run, 'mask', step.timestep, latents, contexts);
      latents = latents.map((latent, p) => stepDown(step, latent, predictions[p]!));
      rows += contexts.length;
    }
    addDifference(difference, latents[0]!, latents[1]!);
  }
  return { mask: binarise(difference, threshold), rows };
}

export function contrastMaskUnits(schedule: readonly DdimStep[], { repeats }: MaskDials): number {
  return repeats * runsFrom(indexAt(MASK_STRENGTH, schedule), schedule);
}

/**
 * FastDiffEdit's mask: one look per noising in place of a whole denoising, smoothed by a 3 × 3
 * Gaussian. The two zero-shot predictions of z_0 are of the same z_t, so their difference is that
 * of the UNet's outputs times a constant, which the threshold does not see.
 */
export async function zeroShotMask(
  run: MaskRun,
  { threshold, repeats }: MaskDials,
): Promise<MadeMask> {
  const first = indexAt(MASK_STRENGTH, run.schedule);
  const { timestep } = run.schedule[first]!;
  const contexts = [run.source, run.target];
  const difference = differenceOf(run.latent);
  for (let k = 0; k < repeats; k++) {
    const latent = noised(run, first, run.seed + k);
    const [source, target] = await predictRows(run, 'mask', timestep, [latent, latent], contexts);
    addDifference(difference, source!, target!);
  }
  const [, , height = 0, width = 0] = run.latent.dims;
  const smooth = gaussian3x3(difference, { height, width });
  return { mask: binarise(smooth, threshold), rows: repeats * contexts.length };
}

/** One cell for each of the latent's. */
function differenceOf({ dims: [, , height = 0, width = 0] }: Tensor): Float32Array {
  return new Float32Array(height * width);
}

/** Adds |x − y| of every channel. */
function addDifference(sum: Float32Array, x: Tensor, y: Tensor): void {
  for (const [i, value] of x.data.entries()) sum[i % sum.length]! += Math.abs(value - y.data[i]!);
}

/** True above a share of the largest value that is not extreme; nowhere when nothing differs. */
export function binarise(difference: Float32Array, threshold: number): boolean[] {
  const ranked = difference.toSorted();
  const largest = ranked[Math.ceil((1 - EXTREME) * (ranked.length - 1))]!;
  return Array.from(difference, (value) => value > threshold * largest);
}

/** Smooths by the binomial kernel [1 2 1] / 4 both ways; edges repeat. */
export function gaussian3x3(map: Float32Array, { height, width }: Size): Float32Array {
  const at = (values: Float32Array, y: number, x: number) =>
    values[clamp(y, height - 1) * width + clamp(x, width - 1)]!;
  const rows = map.map((value, cell) => {
    const [y, x] = [Math.floor(cell / width), cell % width];
    return (at(map, y, x - 1) + 2 * value + at(map, y, x + 1)) / 4;
  });
  return rows.map((value, cell) => {
    const [y, x] = [Math.floor(cell / width), cell % width];
    return (at(rows, y - 1, x) + 2 * value + at(rows, y + 1, x)) / 4;
  });
}

function clamp(value: number, last: number): number {
  return Math.min(Math.max(value, 0), last);
}
