import { type Tensor } from './tensor.ts';
/** A tensor kept in half precision: 2 bytes a number, the nearest half of each. */
export interface HalfTensor {
    readonly bits: Uint16Array;
    readonly dims: readonly number[];
}
/** Rounds to the nearest half, ties to even; a few milliseconds a million numbers. */
export declare function toHalf({ data, dims }: Tensor): HalfTensor;
export declare function fromHalf({ bits, dims }: HalfTensor): Tensor;
