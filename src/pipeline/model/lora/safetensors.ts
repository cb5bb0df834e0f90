import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { WordbrushError } from '../../errors.ts';
import { fromFloat16 } from '../../graph/index.ts';
import { sizeOf } from '../../tensor.ts';

/** A tensor of a .safetensors file, in single precision; a number alone has no dims. */
export interface StoredTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

const Entry = z.looseObject({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const Header = z.record(z.string(), z.unknown());
const Metadata = z.record(z.string(), z.string());
const LONGEST_HEADER = 100 * 2 ** 20;

/** How the bytes of an element type become numbers. */
const READERS: Readonly<Record<string, (bytes: ArrayBuffer) => Float32Array>> = {
  F32: (bytes) => new Float32Array(bytes),
  F64: (bytes) => Float32Array.from(new Float64Array(bytes)),
  F16: (bytes) => Float32Array.from(new Uint16Array(bytes), fromFloat16),
  // The upper half of a single-precision number.
  BF16: (bytes) =>
    new Float32Array(Uint32Array.from(new Uint16Array(bytes), (bits) => bits * 2 ** 16).buffer),
};
const BYTES: Readonly<Record<string, number>> = { F32: 4, F64: 8, F16: 2, BF16: 2 };

/**
 * Every tensor of a .safetensors file by its key: the header's length, the header as JSON, then the data.
 *
 * @throws WordbrushError `bad-option` for a file that is missing, damaged or of another kind
 */
export async function readSafetensors(path: string): Promise<Map<string, StoredTensor>> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw bad(`There is no LoRA file at ${path}: check the path.`, cause);
  });
  return parseSafetensors(bytes, path).tensors;
}

/** A .safetensors file: its tensors, and what is written beside them. */
export interface Safetensors {
  readonly tensors: Map<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * @param path how messages name the file
 * @throws WordbrushError `bad-option` for bytes that are damaged or of another kind
 */
export function parseSafetensors(from: Uint8Array, path: string): Safetensors {
  const bytes = Buffer.from(from.buffer, from.byteOffset, from.byteLength);
  const length = bytes.length >= 8 ? Number(bytes.readBigUInt64LE(0)) : Number.POSITIVE_INFINITY;
  if (length > Math.min(LONGEST_HEADER, bytes.length - 8))
    throw bad(`${path} is no .safetensors file, or is cut short: download it again.`);
  let header: z.infer<typeof Header>;
  try {
    header = Header.parse(JSON.parse(bytes.subarray(8, 8 + length).toString()));
  } catch (cause) {
    throw bad(`${path} is no .safetensors file: its header is not JSON.`, cause);
  }
  const metadata = Metadata.safeParse(header.__metadata__).data ?? {};
  const tensors = new Map<string, StoredTensor>();
  for (const [key, value] of Object.entries(header)) {
    if (key === '__metadata__') continue;
    const entry = Entry.safeParse(value).data;
    const read = entry && READERS[entry.dtype];
    if (!entry || !read)
      throw bad(
        `${path}: ${key} holds ${entry?.dtype ?? 'no tensor'}, not floating-point numbers.`,
      );
    const { shape, dtype, data_offsets: offsets } = entry;
    const [start, end] = offsets.map((offset) => 8 + length + offset);
    const size = sizeOf(shape) * BYTES[dtype]!;
    if (start === undefined || end === undefined || end - start !== size || end > bytes.length)
      throw bad(`${path} is cut short or damaged at ${key}: download it again.`);
    tensors.set(key, {
      dims: shape,
      data: read(new Uint8Array(bytes.subarray(start, end)).buffer),
    });
  }
  return { tensors, metadata };
}

/** The bytes of a .safetensors file of single-precision tensors. */
export function writeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  let end = 0;
  const entries = [...tensors].map(([key, { dims, data }]) => {
    const start = end;
    end += data.byteLength;
    return [key, { dtype: 'F32', shape: dims, data_offsets: [start, end] }] as const;
  });
  const about = Object.keys(metadata).length > 0 && { __metadata__: metadata };
  const json = Buffer.from(JSON.stringify({ ...about, ...Object.fromEntries(entries) }));
  // Readers want the data aligned; spaces may follow the JSON.
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = Buffer.alloc(8 + length + end, ' ');
  bytes.writeBigUInt64LE(BigInt(length));
  json.copy(bytes, 8);
  let at = 8 + length;
  for (const { data } of tensors.values()) {
    Buffer.from(data.buffer, data.byteOffset, data.byteLength).copy(bytes, at);
    at += data.byteLength;
  }
  return new Uint8Array(bytes);
}

function bad(message: string, cause?: unknown): WordbrushError {
  return new WordbrushError('bad-option', message, { cause });
}
