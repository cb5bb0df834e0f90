import type { Size } from './diffusion/local-blend.ts';
import type { Mask } from './diffusion/mask.ts';
import type { Picture } from './types.ts';
/**
 * The mask that a picture file draws: a cell where it is mostly white. It is cropped to the latent's
 * shape as the edited picture was. Throws `bad-image` and, for one without white, `bad-edit`.
 */
export declare function readMaskPicture(bytes: Uint8Array, { height, width }: Size): Promise<Mask>;
/** A mask over a latent as a picture: white where it is true. */
export declare function drawMask(mask: Mask, { height, width }: Size, picture: Size): Promise<Picture>;
