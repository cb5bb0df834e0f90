/** Constants of a graph: their bytes, and numbers to and from them. */
import { WordbrushError } from '../errors.ts';

/** What a value's elements can be. */
export const ELEMENT_TYPES = [
  'float32',
  'float16',
  'bfloat16',
  'float64',
  'int64',
  'int32',
  'int16',
  'int8',
  'uint64',
  'uint32',
  'uint16',
  'uint8',
  'bool',
  'string',
] as const;
/** One of `ELEMENT_TYPES`. */
export type ElementType = (typeof ELEMENT_TYPES)[number];

/** Bytes of one element; strings have none. */
export const ELEMENT_BYTES: Readonly<Record<ElementType, number>> = {
  float32: 4,
  float16: 2,
  bfloat16: 2,
  float64: 8,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint64: 8,
  uint32: 4,
  uint16: 2,
  uint8: 1,
  bool: 1,
  string: 0,
};

/** Bytes [offset, offset + length) of a file beside the graph. */
export interface ExternalData {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** A constant: row-major little-endian bytes, inline or in a file beside the graph. */
export interface TensorValue {
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly data: Uint8Array | ExternalData;
}

/** Whether a constant's bytes are in a file beside the graph. */
export function isExternal(data: TensorValue['data']): data is ExternalData {
  return !(data instanceof Uint8Array);
}

/** Whole numbers as a constant. */
export function int64Tensor(
  values: readonly number[],
  dims: readonly number[] = [values.length],
): TensorValue {
  const data = new BigInt64Array(values.map((value) => toInt64(value)));
  return { type: 'int64', dims, data: new Uint8Array(data.buffer) };
}

/** Numbers as a constant of a floating-point type; `unsupported-op` for any other. */
export function floatTensor(
  values: readonly number[],
  dims: readonly number[] = [values.length],
  type: ElementType = 'float32',
): TensorValue {
  if (type === 'float32')
    return { type, dims, data: new Uint8Array(new Float32Array(values).buffer) };
  if (type === 'float64')
    return { type, dims, data: new Uint8Array(new Float64Array(values).buffer) };
  if (type === 'float16')
    return { type, dims, data: new Uint8Array(new Uint16Array(values.map(toFloat16)).buffer) };
  throw new WordbrushError('unsupported-op', `Constants of type ${type} are not supported.`);
}

/** ONNX writes "to the end" as the largest int64, which a double rounds up: saturate. */
export function toInt64(value: number): bigint {
  return BigInt.asIntN(64, value >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(value));
}

/** The numbers of an inline constant. */
export function valuesOf(tensor: TensorValue): number[] {
  if (isExternal(tensor.data))
    throw new WordbrushError('unsupported-op', 'An external constant is not read into memory.');
  const bytes = new Uint8Array(tensor.data).buffer;
  switch (tensor.type) {
    case 'float32':
      return [...new Float32Array(bytes)];
    case 'float64':
      return [...new Float64Array(bytes)];
    case 'float16':
      return [...new Uint16Array(bytes)].map(fromFloat16);
    case 'int64':
      return [...new BigInt64Array(bytes)].map(Number);
    case 'int32':
      return [...new Int32Array(bytes)];
    case 'bool':
    case 'uint8':
      return [...new Uint8Array(bytes)];
    default:
      throw new WordbrushError(
        'unsupported-op',
        `Constants of type ${tensor.type} are not supported.`,
      );
  }
}

const float32 = new Float32Array(1);
const float32Bits = new Uint32Array(float32.buffer);

/** Bits of the half-precision number nearest to `value`, ties to even. */
export function toFloat16(value: number): number {
  float32[0] = value;
  const bits = float32Bits[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = Math.abs(float32[0]!);
  if (Number.isNaN(magnitude)) return sign | 0x7e00;
  if (magnitude >= 65520) return sign | 0x7c00;
  // The gap between neighbours is 2^(exponent − 10), and 2^−24 below the normal range.
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude || 2 ** -24)));
  const scaled = magnitude / 2 ** (exponent - 10);
  const down = Math.floor(scaled);
  const rest = scaled - down;
  const mantissa = down + (rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? 1 : 0);
  // A mantissa of 1024 or more carries the implicit one into the exponent field.
  return sign | (((exponent + 14) << 10) + mantissa);
}

/** Value of a half-precision number's bits. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1024 + mantissa) * 2 ** (exponent - 25);
}
