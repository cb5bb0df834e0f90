import type { Picture } from '../types.ts';

/** How far a framing may stray: shares of the side, and of the size. */
const SHIFT = 0.05;
const ZOOM = 0.06;

/**
 * A picture framed otherwise, so that few pictures show more: shifted, a little larger or smaller, and
 * for every other one mirrored. What lies outside is the picture's own edge.
 *
 * @param turn which framing: 0 is the picture as it is, 1 its mirror image
 */
export function framing(picture: Picture, turn: number, random: () => number): Picture {
  const { width, height, data } = picture;
  const isMirrored = turn % 2 === 1;
  const strays = turn < 2 ? 0 : 1;
  const between = (range: number) => strays * range * (2 * random() - 1);
  const [dx, dy, zoom] = [between(SHIFT) * width, between(SHIFT) * height, 1 + between(ZOOM)];
  const framed = new Uint8Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const own = isMirrored ? width - 1 - x : x;
      const fromX = (own - width / 2) / zoom + width / 2 + dx;
      const fromY = (y - height / 2) / zoom + height / 2 + dy;
      for (let c = 0; c < 3; c++) framed[(y * width + x) * 3 + c] = at(picture, fromX, fromY, c);
    }
  return { width, height, data: framed };
}

/** Bilinear, clamped to the edge. */
function at({ width, height, data }: Picture, x: number, y: number, c: number): number {
  const [cx, cy] = [clamp(x, width - 1), clamp(y, height - 1)];
  const [x0, y0] = [Math.floor(cx), Math.floor(cy)];
  const [x1, y1] = [Math.min(x0 + 1, width - 1), Math.min(y0 + 1, height - 1)];
  const value = (px: number, py: number) => data[(py * width + px) * 3 + c]!;
  const top = value(x0, y0) + (cx - x0) * (value(x1, y0) - value(x0, y0));
  const bottom = value(x0, y1) + (cx - x0) * (value(x1, y1) - value(x0, y1));
  return Math.round(top + (cy - y0) * (bottom - top));
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
