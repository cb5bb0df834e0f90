import { throwIfCancelled } from '../../errors.ts';
import type { NoisePredictor } from '../../model/parts/noise-predictor.ts';
import { concatRows, rowsOf, type Tensor } from '../../tensor.ts';
import { maxPool3x3 } from '../blend/local-blend.ts';
import { type Mask, within } from '../blend/mask.ts';
import type { ProgressCounter } from '../progress.ts';
import { addNoise, gaussianNoise, type NoiseLevel } from '../schedule/noise.ts';
import { type DdimStep, guide, lookThrough, stepDown } from '../schedule/schedule.ts';

/** A last denoising of what an edit has changed. */
export interface TouchUp {
  /** Its steps, from the little noise that it starts at. */
  readonly schedule: readonly DdimStep[];
  /** Of its steps, and of the picture; see `noiseLevels`. */
  readonly levels: readonly NoiseLevel[];
  /** Embedding of the empty prompt, [1, L, D]. */
  readonly empty: Tensor;
  /** w, away from the empty prompt. */
  readonly guidanceScale: number;
}

export interface TouchUpRun {
  readonly predictor: NoisePredictor;
  /** Null for none. */
  readonly touchUp: TouchUp | null;
  /** z_0 of the picture, [1, C, h, w]. */
  readonly latent: Tensor;
  readonly signal: AbortSignal | undefined;
  readonly progress: ProgressCounter;
}

/** Root mean square over a latent's channels, of 1, from which a cell has changed. */
const CHANGE = 0.25;

/** Cells [h × w] in which two latents [1, C, h, w] differ, and those next to them. */
export function changedCells(before: Tensor, after: Tensor): Mask {
  const [, channels = 0, height = 0, width = 0] = before.dims;
  const cells = height * width;
  const squares = new Float32Array(cells);
  for (const [i, value] of after.data.entries())
    squares[i % cells]! += (value - before.data[i]!) ** 2 / channels;
  return Array.from(maxPool3x3(squares, { height, width }), (square) => square > CHANGE ** 2);
}

/**
 * Noises an edited latent a little and denoises it under the target prompt where it has changed, as
 * SDEdit does (Meng et al. 2021): soft edges become sharp, and what is left of the old object, of which
 * the target prompt does not tell, goes. Elsewhere it stays the picture's. Nothing to do without a
 * change or without a `touchUp`.
 */
export async function touchedUp(
  run: TouchUpRun,
  { context, seed }: { readonly context: Tensor; readonly seed: number },
  edited: Tensor,
  changed: Mask,
): Promise<{ latent: Tensor; rows: number }> {
  const { predictor, touchUp, latent: source, signal, progress } = run;
  if (!touchUp) return { latent: edited, rows: 0 };
  const { schedule, levels, empty, guidanceScale } = touchUp;
  if (!changed.some(Boolean)) {
    progress.advance('edit', { units: schedule.length });
    return { latent: edited, rows: 0 };
  }
  const noise = gaussianNoise(source.dims, 104_729 * (seed + 1));
  let latent = addNoise(levels[0]!, edited, noise);
  for (const [i, step] of schedule.entries()) {
    throwIfCancelled(signal);
    const predictions = await predictor.predict(
      concatRows([latent, latent]),
      step.timestep,
      concatRows([empty, context]),
    );
    const guided = guide(rowsOf(predictions, 0, 1), rowsOf(predictions, 1, 2), guidanceScale);
    const kept = addNoise(levels[i + 1]!, source, noise);
    const noisy = latent;
    latent = within(changed, stepDown(step, latent, guided), kept);
    progress.advance('edit');
    await progress.show(() => within(changed, lookThrough(step, noisy, guided), source));
  }
  return { latent, rows: 2 * schedule.length };
}
