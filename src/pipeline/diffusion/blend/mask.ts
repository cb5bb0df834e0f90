import { type Tensor, tensor } from '../../tensor.ts';

/** Over the cells of a latent, row by row: true where the picture may change. */
export type Mask = readonly boolean[];

/** `inside` where the mask says so, else `outside`; latents [1, C, h, w]. */
export function within(mask: Mask, inside: Tensor, outside: Tensor): Tensor {
  const data = outside.data.map((value, i) => (mask[i % mask.length] ? inside.data[i]! : value));
  return tensor(data, outside.dims);
}
