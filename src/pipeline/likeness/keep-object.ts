import type { Mask } from '../diffusion/blend/mask.ts';
import type { Picture } from '../types.ts';
import { blur, CELL_SIGMA } from './blur.ts';

/** Shares of what its surroundings changed by: up to the first a pixel is the object's, from the second it is ground. */
const OBJECT = 0.5;
const GROUND = 0.8;
/** Surroundings that changed by less than this, root mean square of 255, have not changed. */
const UNCHANGED = 25;

/**
 * Puts an object that must not change back into a picture. Its place is known by cells of the latent only,
 * and at its edge they show the ground that may have changed. A pixel there is the object's where it
 * has changed much less than the surroundings did:
 *
 *     d = blur(rms(drawn − original)),  D = the median of d outside the place
 *     k = blur(place) · (1 − smoothstep(0.5 D, 0.8 D, d)),  result = k·original + (1 − k)·picture
 *
 * Where the surroundings are as they were, everything in the place is the original's. `cell` is the side of
 * a latent's cell in pixels; without a place the picture stays as it is.
 */
export function keepObject(
  picture: Picture,
  { original, drawn }: { readonly original: Picture; readonly drawn: Picture },
  object: { readonly kept: Mask; readonly cell: number } | null | undefined,
): Picture {
  if (!object) return picture;
  const { width, height } = picture;
  const { kept, cell } = object;
  const columns = width / cell;
  const isInside = (pixel: number): boolean =>
    kept[
      Math.floor(Math.floor(pixel / width) / cell) * columns + Math.floor((pixel % width) / cell)
    ] ?? false;
  const place = Float32Array.from({ length: width * height }, (_, pixel) => +isInside(pixel));
  const soft = blur(place, picture, CELL_SIGMA * cell);
  const changes = blur(distances(drawn, original), picture, (CELL_SIGMA * cell) / 2);
  const around = medianOf(changes.filter((_, pixel) => soft[pixel]! < 0.01));
  const data = picture.data.map((value, i) => {
    const pixel = Math.floor(i / 3);
    const isGround = around < UNCHANGED ? 0 : step(changes[pixel]! / around);
    const share = soft[pixel]! * (1 - isGround);
    return Math.round(share * original.data[i]! + (1 - share) * value);
  });
  return { width, height, data };
}

/** Root mean square over the channels, for each pixel. */
function distances(a: Picture, b: Picture): Float32Array {
  return Float32Array.from({ length: a.width * a.height }, (_, pixel) => {
    let squares = 0;
    for (let i = 3 * pixel; i < 3 * pixel + 3; i++) squares += (a.data[i]! - b.data[i]!) ** 2;
    return Math.sqrt(squares / 3);
  });
}

function medianOf(values: Float32Array): number {
  return values.toSorted()[Math.floor(values.length / 2)] ?? 0;
}

function step(share: number): number {
  const x = Math.min(Math.max((share - OBJECT) / (GROUND - OBJECT), 0), 1);
  return x * x * (3 - 2 * x);
}
