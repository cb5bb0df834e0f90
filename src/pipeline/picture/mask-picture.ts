import type { Size } from '../diffusion/blend/local-blend.ts';
import type { Mask } from '../diffusion/blend/mask.ts';
import { WordbrushError } from '../errors.ts';
import { decodeCovering, resizePicture } from '../image.ts';
import type { Picture } from '../types.ts';

/**
 * The mask that a picture file draws: a cell where it is mostly white. It is cropped to the latent's
 * shape as the edited picture was. Throws `bad-image` and, for one without white, `bad-edit`.
 */
export async function readMaskPicture(bytes: Uint8Array, { height, width }: Size): Promise<Mask> {
  const { data } = await decodeCovering(bytes, { width, height });
  // Rec. 709 luma of each cell.
  const mask = Array.from({ length: width * height }, (_, i) => {
    const [red = 0, green = 0, blue = 0] = data.subarray(3 * i, 3 * i + 3);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue >= 128;
  });
  if (mask.some(Boolean)) return mask;
  throw new WordbrushError(
    'bad-edit',
    'The mask has no white in it, so nothing would be redrawn: paint white what may change.',
  );
}

/** A mask over a latent as a picture: white where it is true. */
export async function drawMask(
  mask: Mask,
  { height, width }: Size,
  picture: Size,
): Promise<Picture> {
  const data = Uint8Array.from({ length: 3 * mask.length }, (_, i) =>
    mask[Math.floor(i / 3)] ? 255 : 0,
  );
  return resizePicture({ width, height, data }, picture.width, picture.height, 'nearest');
}
