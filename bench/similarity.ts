import type { Picture } from '../src/pipeline/types.ts';
import type { Area } from './kept-area.ts';

/** A plane of gray values, 0 … 255. */
export interface Gray {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

/** Pixels to each side of the 7 × 7 window that SSIM is measured in. */
const RADIUS = 3;
/** The constants of Wang et al. 2004 that keep quotients of flat windows stable. */
const [C1, C2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];

/** Luma by ITU-R BT.601. */
export function grayOf({ width, height, data }: Picture): Gray {
  const gray = Float64Array.from(
    { length: width * height },
    (_, i) => 0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!,
  );
  return { width, height, data: gray };
}

/**
 * Structural similarity (Wang et al. 2004) of two pictures of one size, mean over some pixels: −1 … 1,
 * 1 for equal ones. Windows are 7 × 7, uniform, and cut at the edge of the picture.
 */
export function ssimWithin(area: Area, a: Gray, b: Gray): number {
  const { width, height } = a;
  const mean = (values: Float64Array) => boxMean(values, width, height);
  const product = (x: Gray, y: Gray) => mean(x.data.map((value, i) => value * y.data[i]!));
  const [meanA, meanB] = [mean(a.data), mean(b.data)];
  const [aa, bb, ab] = [product(a, a), product(b, b), product(a, b)];
  let sum = 0;
  for (const i of area) {
    const [m, n] = [meanA[i]!, meanB[i]!];
    const variances = aa[i]! - m * m + bb[i]! - n * n;
    const covariance = ab[i]! - m * n;
    sum += ((2 * m * n + C1) * (2 * covariance + C2)) / ((m * m + n * n + C1) * (variances + C2));
  }
  return sum / area.length;
}

/** How far an object is looked for, so that its place and its drawing can be told apart. */
export interface Search {
  readonly scales: readonly number[];
  /** Pixels to each side. */
  readonly farthest: number;
  readonly step: number;
}

/** For an edit, whose object should be where it is. */
export const NEARBY: Search = { scales: [1], farthest: 4, step: 2 };
/** For a drawing from a caption, which does not say where its object should be, nor quite how large. */
export const ANYWHERE: Search = {
  scales: [0.8, 0.87, 0.93, 1, 1.07, 1.15, 1.25],
  farthest: 12,
  step: 4,
};

/** The best SSIM of `b` with `a` scaled and moved, coarsely first. */
export function bestSsimWithin(area: Area, a: Gray, b: Gray, search: Search): number {
  const at = (place: Placement) => ({ place, ssim: ssimWithin(area, moved(a, place), b) });
  const best = (places: readonly Placement[]) =>
    places.map(at).reduce((x, y) => (y.ssim > x.ssim ? y : x));
  const { scales, farthest, step } = search;
  const coarse = best(scales.flatMap((scale) => grid({ scale, dx: 0, dy: 0 }, farthest, step)));
  const finer = grid(coarse.place, step - 1, 1).filter(
    ({ dx, dy }) => Math.abs(dx) <= farthest && Math.abs(dy) <= farthest,
  );
  return best(finer).ssim;
}

interface Placement {
  readonly scale: number;
  readonly dx: number;
  readonly dy: number;
}

function grid({ scale, dx, dy }: Placement, most: number, step: number): Placement[] {
  const offsets = Array.from({ length: (2 * most) / step + 1 }, (_, i) => i * step - most);
  return offsets.flatMap((y) => offsets.map((x) => ({ scale, dx: dx + x, dy: dy + y })));
}

/** Scaled about its middle and moved, bilinear; edges go on. */
function moved({ width, height, data }: Gray, { scale, dx, dy }: Placement): Gray {
  const result = new Float64Array(data.length);
  const [midX, midY] = [(width - 1) / 2, (height - 1) / 2];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const u = clamp((x - midX - dx) / scale + midX, width - 1);
      const v = clamp((y - midY - dy) / scale + midY, height - 1);
      const [left, top] = [Math.floor(u), Math.floor(v)];
      const [right, below] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
      const [fx, fy] = [u - left, v - top];
      const row = (at: number) =>
        (1 - fx) * data[at * width + left]! + fx * data[at * width + right]!;
      result[y * width + x] = (1 - fy) * row(top) + fy * row(below);
    }
  return { width, height, data: result };
}

/** The mean of each pixel's window, as far as the picture goes; by sums over all that is above and left. */
function boxMean(values: Float64Array, width: number, height: number): Float64Array {
  const stride = width + 1;
  const sums = new Float64Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += values[y * width + x]!;
      sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1]! + row;
    }
  }
  const result = new Float64Array(values.length);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(y - RADIUS, 0), Math.min(y + RADIUS + 1, height)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(x - RADIUS, 0), Math.min(x + RADIUS + 1, width)];
      const total =
        sums[bottom * stride + right]! -
        sums[top * stride + right]! -
        sums[bottom * stride + left]! +
        sums[top * stride + left]!;
      result[y * width + x] = total / ((bottom - top) * (right - left));
    }
  }
  return result;
}

function clamp(value: number, last: number): number {
  return Math.min(Math.max(value, 0), last);
}
