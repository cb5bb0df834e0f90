import { type Tensor } from '../tensor.ts';
/** Over the cells of a latent, row by row: true where the picture may change. */
export type Mask = readonly boolean[];
/** `inside` where the mask says so, else `outside`; latents [1, C, h, w]. */
export declare function within(mask: Mask, inside: Tensor, outside: Tensor): Tensor;
