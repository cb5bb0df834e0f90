import type { Size } from '../diffusion/blend/local-blend.ts';
import type { Mask } from '../diffusion/blend/mask.ts';
import { type Tensor, tensor } from '../tensor.ts';
import type { Picture } from '../types.ts';
import { blur, CELL_SIGMA } from './blur.ts';

/** What a mask over the cells of a latent says of the pixels of a picture, as 0 and 1, [height × width]. */
function pixelsOf(mask: Mask, { width, height }: Size, cell: number): Float32Array {
  const columns = width / cell;
  return Float32Array.from({ length: width * height }, (_, pixel) => {
    const row = Math.floor(pixel / width / cell);
    return Number(mask[row * columns + Math.floor((pixel % width) / cell)] ?? false);
  });
}

/** A picture [1, 3, h, w] in −1 … 1 with the hole gray, 0. A cell is `cell` pixels wide and high. */
export function withHole({ data, dims }: Tensor, mask: Mask, cell: number): Tensor {
  const [, , height = 0, width = 0] = dims;
  const hole = pixelsOf(mask, { height, width }, cell);
  return tensor(
    data.map((value, i) => (hole[i % hole.length] ? 0 : value)),
    dims,
  );
}

/**
 * What was drawn, inside the mask; outside it the picture itself, to the pixel. The seam is soft towards
 * the inside, over half a cell.
 */
export function pasteInside(drawn: Picture, picture: Picture, mask: Mask, cell: number): Picture {
  const hole = pixelsOf(mask, picture, cell);
  const soft = blur(hole, picture, CELL_SIGMA * cell);
  const data = picture.data.map((value, i) => {
    const pixel = Math.floor(i / 3);
    // A straight edge is 1/2 there, and 1 where it no longer counts.
    const share = hole[pixel] ? Math.max(0, 2 * soft[pixel]! - 1) : 0;
    return Math.round(share * drawn.data[i]! + (1 - share) * value);
  });
  return { ...picture, data };
}
