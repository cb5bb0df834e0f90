import { type Tensor, tensor } from '../../tensor.ts';
import { gaussianNoise } from '../schedule/noise.ts';

/** What an edit does to the noise that it starts from. */
export interface FreshNoise {
  /** Share of the noise that is drawn anew everywhere, 0 … 1. */
  readonly renewed: number;
  /** Share of the noise that is missing, and is added, 0 … 1. */
  readonly restored: number;
  /** Chooses the noise. */
  readonly seed: number;
}

/** Cells on each side that a cell's variance is measured over. */
const RADIUS = 2;

/**
 * An inverted latent z*_T [1, C, h, w] with the noise that new things take shape from. DDIM inversion
 * maps flat parts of a picture to latents of far less than unit variance, and a model draws nothing
 * there. With v the variance around a cell, over its channels, r and s the shares renewed and
 * restored, and n ~ N(0, I):
 *
 *     z′ = √(1 − r²) z + s √max(0, 1 − (1 − r²) v) n
 */
export function freshen(latent: Tensor, { renewed, restored, seed }: FreshNoise): Tensor {
  const [, channels = 0, height = 0, width = 0] = latent.dims;
  const kept = 1 - renewed ** 2;
  const noise = gaussianNoise(latent.dims, seed);
  const data = new Float32Array(latent.data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const variance = varianceAround(latent, y, x);
      const added = restored * Math.sqrt(Math.max(0, 1 - kept * variance));
      for (let c = 0; c < channels; c++) {
        const i = (c * height + y) * width + x;
        data[i] = Math.sqrt(kept) * latent.data[i]! + added * noise.data[i]!;
      }
    }
  return tensor(data, latent.dims);
}

/** Mean over the channels of the variance within `RADIUS` cells, as far as there are any. */
function varianceAround({ data, dims }: Tensor, y: number, x: number): number {
  const [, channels = 0, height = 0, width = 0] = dims;
  let total = 0;
  for (let c = 0; c < channels; c++) {
    let [count, sum, squares] = [0, 0, 0];
    for (let v = Math.max(0, y - RADIUS); v <= Math.min(height - 1, y + RADIUS); v++)
      for (let u = Math.max(0, x - RADIUS); u <= Math.min(width - 1, x + RADIUS); u++) {
        const value = data[(c * height + v) * width + u]!;
        count++;
        sum += value;
        squares += value ** 2;
      }
    total += squares / count - (sum / count) ** 2;
  }
  return total / channels;
}
