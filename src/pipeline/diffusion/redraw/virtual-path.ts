import { throwIfCancelled } from '../../errors.ts';
import type { Tensor } from '../../tensor.ts';
import type { ProgressCounter } from '../progress.ts';
import { gaussianNoise, type NoiseLevel } from '../schedule/noise.ts';
import { addScaled, type DdimStep } from '../schedule/schedule.ts';

/** What a way needs that follows a picture through fresh noise, without an inversion. */
export interface VirtualPath {
  readonly schedule: readonly DdimStep[];
  /** Of z_T … z_0; see `noiseLevels`. */
  readonly levels: readonly NoiseLevel[];
  /** z_0 of the picture, [1, C, h, w]. */
  readonly latent: Tensor;
  /**
   * Noisings that the first steps are averaged over, fresh at every step; or one that is held all the way. Fresh
   * noise lets place and shape average out, which suits one new object. Of what is scattered, such as snow, it
   * sees other flakes at every step, and none stay.
   */
  readonly noisings: number | 'held';
  /** Of consistency models, whose ẑ_0 is taken whole at every step. */
  readonly isConsistent: boolean;
  readonly signal: AbortSignal | undefined;
  readonly progress: ProgressCounter;
}

/** What one way does at a step. */
export interface VirtualSteps {
  /** ẑ_0 − y [1, C, h, w] for one noise, and the UNet rows that it took. */
  look(i: number, edited: Tensor, noise: Tensor): Promise<{ moved: Tensor; rows: number }>;
  /** Puts back what must not change. */
  confine?(i: number, edited: Tensor): Tensor;
}

/** Share of the steps, from the noisiest, in which place and shape are decided. */
const DECISIVE = 0.35;

/**
 * The way from z_0 to an edited latent that `infedit` describes: at each step y moves towards the mean ẑ_0
 * of its looks, as far as the noise falls, and at the last step wholly.
 *
 * Returns y [1, C, h, w] and the UNet rows evaluated.
 */
export async function virtualPath(
  run: VirtualPath,
  seed: number,
  steps: VirtualSteps,
): Promise<{ latent: Tensor; rows: number }> {
  const { schedule, levels, latent: source, progress } = run;
  const last = schedule.findLastIndex((step) => !step.isIdentity);
  let edited = source;
  let rows = 0;
  for (const [i, step] of schedule.entries()) {
    const noisings = noisingsAt(run, step, i);
    let moved: Tensor | null = null; // the mean of the noisings
    for (let k = 0; k < noisings; k++) {
      throwIfCancelled(run.signal);
      const noise = noiseOf(source.dims, seed, run.noisings === 'held' ? 0 : i, k);
      const look = await steps.look(i, edited, noise);
      moved = moved ? addScaled(moved, 1 / noisings, look.moved) : scaled(look.moved, 1 / noisings);
      rows += look.rows;
      progress.advance('edit');
    }
    if (!moved) continue;
    const isWhole = run.isConsistent || i === last;
    const [from, way] = [edited, moved];
    const towards = (share: number) => {
      const there = addScaled(from, share, way);
      return steps.confine?.(i, there) ?? there;
    };
    edited = towards(isWhole ? 1 : pace(levels[i]!, levels[i + 1]!));
    await progress.show(() => towards(1));
  }
  return { latent: edited, rows };
}

/** Looks of a step, whose mean is taken: `noisings` in the first steps, then one. */
export function noisingsAt(
  { schedule, noisings }: Pick<VirtualPath, 'schedule' | 'noisings'>,
  step: DdimStep,
  i: number,
): number {
  if (step.isIdentity) return 0;
  if (noisings === 'held') return 1;
  return i < DECISIVE * schedule.length ? noisings : 1;
}

/** The share of the way to ẑ_0 that goes with the fall of the noise from one level to the next. */
function pace(from: NoiseLevel, to: NoiseLevel): number {
  return 1 - to.noise / to.signal / (from.noise / from.signal);
}

/** One for each step and pair of noisings; those of a pair are opposite. */
function noiseOf(dims: readonly number[], seed: number, i: number, k: number): Tensor {
  const noise = gaussianNoise(dims, 7919 * (1000 * seed + 10 * i + Math.floor(k / 2) + 1));
  return k % 2 === 0 ? noise : scaled(noise, -1);
}

/** factor · x */
function scaled({ data, dims }: Tensor, factor: number): Tensor {
  return { data: data.map((value) => factor * value), dims };
}
