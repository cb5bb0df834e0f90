import type { Size } from '../diffusion/blend/local-blend.ts';

/** Standard deviation of what is soft in a picture, in cells of its latent. */
export const CELL_SIGMA = 1 / 4;

/** A Gaussian blur of standard deviation `sigma`, of a plane [height, width] that goes on as its edge. */
export function blur(plane: Float32Array, size: Size, sigma: number): Float32Array {
  const radius = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  return alongBothSides(
    plane,
    size,
    radius,
    (values) => values.reduce((total, value, i) => total + weights[i]! * value, 0) / sum,
  );
}

/** The largest value of each pixel's surroundings, `radius` to each side. */
export function maxWithin(plane: Float32Array, size: Size, radius: number): Float32Array {
  return alongBothSides(plane, size, radius, (values) => values.reduce((a, b) => (a > b ? a : b)));
}

/** Combines the 2 · radius + 1 values around each place of every row, then of every column. */
function alongBothSides(
  plane: Float32Array,
  { width, height }: Size,
  radius: number,
  combine: (values: Float32Array) => number,
): Float32Array {
  const around = new Float32Array(2 * radius + 1);
  const along = (values: Float32Array, length: number, stride: number) =>
    values.map((_, at) => {
      const place = Math.floor(at / stride) % length;
      const start = at - place * stride;
      for (let i = -radius; i <= radius; i++)
        around[i + radius] = values[start + clamp(place + i, length) * stride]!;
      return combine(around);
    });
  return along(along(plane, width, 1), height, width);
}

function clamp(place: number, length: number): number {
  return Math.min(Math.max(place, 0), length - 1);
}
