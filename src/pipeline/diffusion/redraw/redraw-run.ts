import { throwIfCancelled } from '../../errors.ts';
import type { NoisePredictor } from '../../model/parts/noise-predictor.ts';
import { concatRows, rowsOf, type Tensor } from '../../tensor.ts';
import type { Progress } from '../../types.ts';
import { type Mask, within } from '../blend/mask.ts';
import type { ProgressCounter } from '../progress.ts';
import { addNoise, gaussianNoise, type NoiseLevel } from '../schedule/noise.ts';
import { type DdimStep, guide, lookThrough, runsOf, stepDown } from '../schedule/schedule.ts';

/** What the editors share that redraw a picture from noise instead of following its inversion. */
export interface RedrawRun {
  readonly predictor: NoisePredictor;
  readonly schedule: readonly DdimStep[];
  /** Of z_T … z_0. */
  readonly levels: readonly NoiseLevel[];
  /** z_0 of the picture, [1, C, h, w]. */
  readonly latent: Tensor;
  /** Embeddings of the source, the target and the empty prompt, [1, L, D] each. */
  readonly source: Tensor;
  readonly target: Tensor;
  readonly empty: Tensor;
  /** w */
  readonly guidanceScale: number;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
  readonly progress: ProgressCounter;
}

/** What an editor gives back: z_0 [1, C, h, w], where it might differ, and the UNet rows evaluated. */
export interface Redrawn {
  readonly latent: Tensor;
  readonly mask: Mask | null;
  readonly rows: number;
}

/** Keeps what is outside a mask at each step: `at` gives z_i of the path that it follows, i in 0 … T. */
export interface Background {
  readonly mask: Mask;
  readonly at: (i: number) => Tensor;
}

/** The index in z_T … z_0 at which a share of the schedule is left: 0 for all of it, T for none. */
export function indexAt(share: number, schedule: readonly DdimStep[]): number {
  return schedule.length - Math.round(share * schedule.length);
}

/** UNet runs from index i down to z_0. */
export function runsFrom(i: number, schedule: readonly DdimStep[]): number {
  return runsOf(schedule.slice(i));
}

/** z_i of the picture by the seed's noise. */
export function noised(
  run: Pick<RedrawRun, 'levels' | 'latent' | 'seed'>,
  i: number,
  seed = run.seed,
): Tensor {
  return addNoise(run.levels[i]!, run.latent, gaussianNoise(run.latent.dims, seed));
}

/** One prediction per context, all of one latent or each of its own; stops first when cancelled. */
export async function predictRows(
  run: Pick<RedrawRun, 'predictor' | 'signal' | 'progress'>,
  phase: Progress['phase'],
  timestep: number,
  latents: readonly Tensor[],
  contexts: readonly Tensor[],
): Promise<Tensor[]> {
  throwIfCancelled(run.signal);
  const rows = await run.predictor.predict(concatRows(latents), timestep, concatRows(contexts));
  run.progress.advance(phase);
  return contexts.map((_, i) => rowsOf(rows, i, i + 1));
}

/**
 * Guided denoising under the target prompt from z_i down to z_0. With a background the latent keeps
 * to it outside the mask: z := M z + (1 − M) y at each step (Couairon et al. 2022, section 3.2).
 */
export async function denoise(
  run: RedrawRun,
  first: number,
  start: Tensor,
  background: Background | null,
): Promise<{ latent: Tensor; rows: number }> {
  let latent = start;
  let rows = 0;
  for (const [i, step] of run.schedule.entries()) {
    if (i < first) continue;
    let look = latent;
    if (!step.isIdentity) {
      const contexts = [run.empty, run.target];
      const [unconditional, conditional] = await predictRows(
        run,
        'edit',
        step.timestep,
        [latent, latent],
        contexts,
      );
      rows += contexts.length;
      const guided = guide(unconditional!, conditional!, run.guidanceScale);
      look = lookThrough(step, latent, guided);
      latent = stepDown(step, latent, guided);
    }
    if (background) {
      latent = within(background.mask, latent, background.at(i + 1));
      look = within(background.mask, look, background.at(run.schedule.length));
    }
    await run.progress.show(() => look);
  }
  return { latent, rows };
}
