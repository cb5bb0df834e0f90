import { fromFloat16, toFloat16 } from './graph/ir.ts';
import { type Tensor, tensor } from './tensor.ts';

/** A tensor kept in half precision: 2 bytes a number, the nearest half of each. */
export interface HalfTensor {
  readonly bits: Uint16Array;
  readonly dims: readonly number[];
}

export function toHalf({ data, dims }: Tensor): HalfTensor {
  return { bits: Uint16Array.from(data, toFloat16), dims };
}

export function fromHalf({ bits, dims }: HalfTensor): Tensor {
  return tensor(Float32Array.from(bits, fromFloat16), dims);
}
