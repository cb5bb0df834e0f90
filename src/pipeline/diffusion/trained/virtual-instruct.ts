import { concatRows, rowsOf, sizeOf, type Tensor, tensor } from '../../tensor.ts';
import { type VirtualPath, virtualPath } from '../redraw/virtual-path.ts';
import { addNoise } from '../schedule/noise.ts';
import { addScaled, guide, lookThrough } from '../schedule/schedule.ts';
import { concatChannels, type TrainedRun } from './beside.ts';

export interface VirtualInstructRun
  extends Omit<VirtualPath, 'isConsistent'>,
    Pick<TrainedRun, 'predictor' | 'text'> {
  /** z_I of the picture, not multiplied by the VAE's scaling factor, [1, C, h, w]. */
  readonly picture: Tensor;
  /** Embedding of what the picture shows, [1, L, D]; `text` is that of the wanted picture's caption. */
  readonly source: Tensor;
  /** w, away from the source's caption. */
  readonly guidanceScale: number;
  /** Chooses the noise. */
  readonly seed: number;
}

/**
 * InfEdit's virtual inversion (`infedit`, Xu et al. 2023) with InstructPix2Pix's network, which sees the
 * picture beside z_t and so needs no attention to follow it. Source and target are noised alike at every
 * step, and what the network draws of them differs by the edit alone:
 *
 *     x_src = √ᾱ z_0 + √(1−ᾱ) n,  x_tgt = √ᾱ y + √(1−ᾱ) n,
 *     ẑ_0 = x̂_0(x_tgt, z_I, P*) + λ (z_0 − x̂_0(x_src, z_I, P))
 *
 * with y, n and the first steps as there, and λ = 1 where both are drawn alike: what the network copies badly
 * cancels out there (`cancelCopyingError`). With P* = P the picture comes back exactly. The network must have
 * been trained on captions too.
 *
 * Returns z_0 [1, C, h, w] and the UNet rows evaluated.
 */
export async function virtualInstruct(
  run: VirtualInstructRun,
): Promise<{ latent: Tensor; rows: number }> {
  return await virtualPath({ ...run, isConsistent: false }, run.seed, {
    look: async (i, edited, noise) => await lookOnce(run, i, edited, noise),
  });
}

/** ẑ_0 − y for one noise. */
async function lookOnce(
  run: VirtualInstructRun,
  i: number,
  edited: Tensor,
  noise: Tensor,
): Promise<{ moved: Tensor; rows: number }> {
  const { predictor, schedule, levels, latent, picture, source, text, guidanceScale } = run;
  const step = schedule[i]!;
  const noisedSource = addNoise(levels[i]!, latent, noise);
  const noisedTarget = addNoise(levels[i]!, edited, noise);
  const contexts = guidanceScale === 1 ? [source, text] : [source, text, source];
  const inputs = contexts.map((_, row) => (row === 0 ? noisedSource : noisedTarget));
  const predictions = await predictor.predict(
    concatRows(inputs.map((input) => concatChannels([input, picture]))),
    step.timestep,
    concatRows(contexts),
  );
  const [ofSource, told, untold] = contexts.map((_, row) => rowsOf(predictions, row, row + 1));
  const guided = untold ? guide(untold, told!, guidanceScale) : told!;
  const wanted = lookThrough(step, noisedTarget, guided);
  const seen = lookThrough(step, noisedSource, ofSource!);
  const clean = cancelCopyingError(latent, seen, wanted);
  return { moved: addScaled(clean, -1, edited), rows: contexts.length };
}

/** Squared distance of what is drawn of both, in latents of variance one, at which λ is a half. */
const HALF_CANCELLED = 0.3;

/**
 * ẑ_0 = x̂_0(tgt) + λ (z_0 − x̂_0(src)), with λ = 1 / (1 + d / 0.3) in each cell and d the mean over channels of
 * (x̂_0(tgt) − x̂_0(src))². All [1, C, h, w]. Where both show the same, they are wrong in the same way, and it cancels
 * out; where the edit draws something else, the source's error says nothing of the target's and would only add to it.
 */
export function cancelCopyingError(latent: Tensor, ofSource: Tensor, ofTarget: Tensor): Tensor {
  const [, channels = 1, ...sides] = latent.dims;
  const cells = sizeOf(sides);
  const data = new Float32Array(latent.data.length);
  for (let cell = 0; cell < cells; cell++) {
    let distance = 0;
    for (let i = cell; i < data.length; i += cells)
      distance += (ofTarget.data[i]! - ofSource.data[i]!) ** 2 / channels;
    const share = 1 / (1 + distance / HALF_CANCELLED);
    for (let i = cell; i < data.length; i += cells)
      data[i] = ofTarget.data[i]! + share * (latent.data[i]! - ofSource.data[i]!);
  }
  return tensor(data, latent.dims);
}
