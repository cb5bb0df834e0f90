import { throwIfCancelled } from '../../errors.ts';
import { concatRows, rowsOf, type Tensor } from '../../tensor.ts';
import { noiseOf, noisingsAt, pace, scaled } from '../redraw/infedit.ts';
import { addNoise, type NoiseLevel } from '../schedule/noise.ts';
import { addScaled, type CleanLook, guide, lookThrough } from '../schedule/schedule.ts';
import { concatChannels, type TrainedRun } from './beside.ts';

export interface VirtualInstructRun extends Omit<TrainedRun, 'noise' | 'empty'> {
  /** Of z_T … z_0; see `noiseLevels`. */
  readonly levels: readonly NoiseLevel[];
  /** How z_0 is seen through the noise of each step. */
  readonly looks: readonly CleanLook[];
  /** z_0 of the picture, [1, C, h, w]. */
  readonly latent: Tensor;
  /** z_I of the picture, not multiplied by the VAE's scaling factor, [1, C, h, w]. */
  readonly picture: Tensor;
  /** Embedding of what the picture shows, [1, L, D]; `text` is that of the wanted picture's caption. */
  readonly source: Tensor;
  /** w, away from the source's caption. */
  readonly guidanceScale: number;
  /** Noisings that the first steps are averaged over; see `infedit`. */
  readonly noisings: number;
  /** Chooses the noise. */
  readonly seed: number;
}

/**
 * InfEdit's virtual inversion (`infedit`, Xu et al. 2023) with InstructPix2Pix's network, which sees the
 * picture beside z_t and so needs no attention to follow it. Source and target are noised alike at every
 * step, and what the network draws of them differs by the edit alone:
 *
 *     x_src = √ᾱ z_0 + √(1−ᾱ) n,  x_tgt = √ᾱ y + √(1−ᾱ) n,
 *     ẑ_0 = z_0 + x̂_0(x_tgt, z_I, P*) − x̂_0(x_src, z_I, P)
 *
 * with y, n and the first steps as there. What the network copies badly is the same in both and cancels
 * out: with P* = P the picture comes back exactly. The network must have been trained on captions too.
 *
 * Returns z_0 [1, C, h, w] and the UNet rows evaluated.
 */
export async function virtualInstruct(
  run: VirtualInstructRun,
): Promise<{ latent: Tensor; rows: number }> {
  const { schedule, levels, latent, signal, progress } = run;
  const last = schedule.findLastIndex((step) => !step.isIdentity);
  let edited = latent;
  let rows = 0;
  for (const [i, step] of schedule.entries()) {
    const noisings = noisingsAt(run, step, i);
    let moved: Tensor | null = null; // ẑ_0 − y, the mean of the noisings
    for (let k = 0; k < noisings; k++) {
      throwIfCancelled(signal);
      const look = await lookOnce(run, i, edited, noiseOf(latent.dims, run.seed, i, k));
      moved = moved ? addScaled(moved, 1 / noisings, look.moved) : scaled(look.moved, 1 / noisings);
      rows += look.rows;
      progress.advance('edit');
    }
    if (!moved) continue;
    edited = addScaled(edited, i === last ? 1 : pace(levels[i]!, levels[i + 1]!), moved);
    await progress.show(edited);
  }
  return { latent: edited, rows };
}

/** ẑ_0 − y for one noise. */
async function lookOnce(
  run: VirtualInstructRun,
  i: number,
  edited: Tensor,
  noise: Tensor,
): Promise<{ moved: Tensor; rows: number }> {
  const { predictor, schedule, levels, looks, latent, picture, source, text, guidanceScale } = run;
  const noisedSource = addNoise(levels[i]!, latent, noise);
  const noisedTarget = addNoise(levels[i]!, edited, noise);
  const contexts = guidanceScale === 1 ? [source, text] : [source, text, source];
  const inputs = contexts.map((_, row) => (row === 0 ? noisedSource : noisedTarget));
  const predictions = await predictor.predict(
    concatRows(inputs.map((input) => concatChannels([input, picture]))),
    schedule[i]!.timestep,
    concatRows(contexts),
  );
  const [ofSource, told, untold] = contexts.map((_, row) => rowsOf(predictions, row, row + 1));
  const guided = untold ? guide(untold, told!, guidanceScale) : told!;
  const wanted = lookThrough(looks[i]!, noisedTarget, guided);
  const seen = lookThrough(looks[i]!, noisedSource, ofSource!);
  const clean = addScaled(addScaled(latent, 1, wanted), -1, seen);
  return { moved: addScaled(clean, -1, edited), rows: contexts.length };
}
