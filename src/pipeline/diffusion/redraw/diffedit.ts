import type { Tensor } from '../../tensor.ts';
import { type DdimStep, stepUp } from '../schedule/schedule.ts';
import { contrastMask, contrastMaskUnits, type MaskDials, zeroShotMask } from './contrast-mask.ts';
import { inpaint, inpaintUnits } from './inpaint.ts';
import {
  denoise,
  indexAt,
  predictRows,
  type Redrawn,
  type RedrawRun,
  runsFrom,
} from './redraw-run.ts';

/**
 * DiffEdit (Couairon et al. 2022, section 3.2): a mask from the two prompts, the picture encoded by
 * DDIM under the empty prompt for a share `ratio` of the schedule, and decoded under the target
 * prompt with the encoded latents outside the mask.
 */
export async function diffedit(
  run: RedrawRun,
  dials: MaskDials & { readonly ratio: number },
): Promise<Redrawn> {
  const { mask, rows } = await contrastMask(run, dials);
  const first = indexAt(dials.ratio, run.schedule);
  const encoded = await ddimEncode(run, first);
  const at = (i: number) => encoded.latents.get(i)!;
  const decoded = await denoise(run, first, at(first), { mask, at });
  return { latent: decoded.latent, mask, rows: rows + encoded.rows + decoded.rows };
}

export function diffeditUnits(
  schedule: readonly DdimStep[],
  dials: MaskDials & { readonly ratio: number },
): number {
  const first = indexAt(dials.ratio, schedule);
  return contrastMaskUnits(schedule, dials) + 2 * runsFrom(first, schedule);
}

/** FastDiffEdit: a zero-shot mask, then inpainting from a share `strength` of the schedule. */
export async function fastDiffedit(
  run: RedrawRun,
  dials: MaskDials & { readonly strength: number },
): Promise<Redrawn> {
  const { mask, rows } = await zeroShotMask(run, dials);
  const redrawn = await inpaint(run, mask, dials.strength);
  return { ...redrawn, rows: rows + redrawn.rows };
}

export function fastDiffeditUnits(
  schedule: readonly DdimStep[],
  dials: MaskDials & { readonly strength: number },
): number {
  return dials.repeats + inpaintUnits(schedule, dials.strength);
}

/** DDIM upwards under the empty prompt: z_T … z_0 by index, from the last down to `first`. */
async function ddimEncode(
  run: RedrawRun,
  first: number,
): Promise<{ latents: ReadonlyMap<number, Tensor>; rows: number }> {
  let latent = run.latent;
  let rows = 0;
  const latents = new Map([[run.schedule.length, latent]]);
  for (let i = run.schedule.length - 1; i >= first; i--) {
    const step = run.schedule[i]!;
    if (!step.isIdentity) {
      const [prediction] = await predictRows(run, 'invert', step.timestep, [latent], [run.empty]);
      latent = stepUp(step, latent, prediction!);
      rows += 1;
    }
    latents.set(i, latent);
  }
  return { latents, rows };
}
