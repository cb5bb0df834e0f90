import { fromFloat16 } from '../graph/tensor-value.ts';
import { type Tensor, tensor } from '../tensor.ts';

/** A tensor kept in half precision: 2 bytes a number, the nearest half of each. */
export interface HalfTensor {
  readonly bits: Uint16Array;
  readonly dims: readonly number[];
}

/** Rounds to the nearest half, ties to even; a few milliseconds a million numbers. */
export function toHalf({ data, dims }: Tensor): HalfTensor {
  const floats = new Uint32Array(data.buffer, data.byteOffset, data.length);
  const bits = new Uint16Array(data.length);
  for (let i = 0; i < bits.length; i++) {
    const float = floats[i]!;
    const magnitude = float & 0x7fffffff;
    bits[i] = ((float >>> 16) & 0x8000) | halfOf(magnitude);
  }
  return { bits, dims };
}

export function fromHalf({ bits, dims }: HalfTensor): Tensor {
  const data = new Float32Array(bits.length);
  for (let i = 0; i < data.length; i++) data[i] = FLOATS[bits[i]!]!;
  return tensor(data, dims);
}

const FLOATS = Float32Array.from({ length: 2 ** 16 }, (_, bits) => fromFloat16(bits));

const INFINITE = 0x7f800000;
const TOO_LARGE = 0x47800000; // 2^16
const SMALLEST_NORMAL = 0x38800000; // 2^-14
const BIAS = 0x38000000; // the difference of the exponents' biases, 127 - 15, at its place

/** The half nearest to a non-negative float, both as bits. */
function halfOf(magnitude: number): number {
  if (magnitude >= TOO_LARGE) return magnitude > INFINITE ? 0x7e00 : 0x7c00;
  // Rounding up may carry into the exponent, which is right, up to infinity.
  if (magnitude >= SMALLEST_NORMAL)
    return (magnitude - BIAS + 0xfff + ((magnitude >>> 13) & 1)) >>> 13;
  // Below, halves are multiples of 2^-24, which is what floats round to next to a half.
  bits32[0] = magnitude;
  float32[0] = float32[0]! + 0.5;
  return bits32[0]! - 0x3f000000;
}

const float32 = new Float32Array(1);
const bits32 = new Uint32Array(float32.buffer);
