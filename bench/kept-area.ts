import type { Picture } from '../src/pipeline/types.ts';

/** Pixels of a picture, by index, row by row. */
export type Area = readonly number[];

/** Channel values this far apart count as changed; the scenes are rendered without noise. */
const CHANGED = 4;
/** Soft edges reach this many pixels around what changes. */
const MARGIN = 4;
/** Areas smaller than this share of the picture say nothing. */
const SMALLEST = 0.02;

/**
 * What an edit must leave alone: the pixels that are the same in the source and in the true picture,
 * away from those that are not, and outside the changed object. A mask that covers the whole picture
 * names no object. Null when that leaves next to nothing.
 */
export function keptArea(source: Picture, truth: Picture, object: readonly boolean[]): Area | null {
  const { width, height } = source;
  const isEverywhere = object.every(Boolean);
  const isFree = new Uint8Array(width * height).fill(1);
  for (let pixel = 0; pixel < isFree.length; pixel++) {
    if (object[pixel] && !isEverywhere) isFree[pixel] = 0;
    if (!isChanged(source, truth, pixel)) continue;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    for (let v = Math.max(y - MARGIN, 0); v <= Math.min(y + MARGIN, height - 1); v++)
      isFree.fill(
        0,
        v * width + Math.max(x - MARGIN, 0),
        v * width + Math.min(x + MARGIN + 1, width),
      );
  }
  const area = Array.from(isFree.keys()).filter((pixel) => isFree[pixel]);
  return area.length < SMALLEST * isFree.length ? null : area;
}

/** The pixels that a true edit changes. */
export function changedArea(source: Picture, truth: Picture): Area {
  const pixels = Array.from({ length: source.width * source.height }, (_, pixel) => pixel);
  return pixels.filter((pixel) => isChanged(source, truth, pixel));
}

/** Where an edit is held against the truth: what it changes, or everywhere for a mask that names no object. */
export function comparedArea(source: Picture, truth: Picture, object: readonly boolean[]): Area {
  return object.every(Boolean) ? [...object.keys()] : changedArea(source, truth);
}

/** Whether a pixel of one picture is another in the other; both have one size. */
export function isChanged(a: Picture, b: Picture, pixel: number): boolean {
  return [0, 1, 2].some((c) => Math.abs(a.data[pixel * 3 + c]! - b.data[pixel * 3 + c]!) > CHANGED);
}

/** Peak signal-to-noise ratio in dB over some pixels of two pictures of one size. */
export function psnrWithin(area: Area, a: Picture, b: Picture): number {
  let squares = 0;
  for (const pixel of area)
    for (let i = pixel * 3; i < pixel * 3 + 3; i++) squares += (a.data[i]! - b.data[i]!) ** 2;
  return 10 * Math.log10(255 ** 2 / (squares / (3 * area.length)));
}

/** Stands for the infinite PSNR of equal pixels in a mean. */
const IDENTICAL_PSNR = 60;

/** The same in what an edit leaves alone, as means can take it. */
export function backgroundPsnr(area: Area, picture: Picture, source: Picture): number {
  return Math.min(psnrWithin(area, picture, source), IDENTICAL_PSNR);
}
