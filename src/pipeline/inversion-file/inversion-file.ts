import { createHash } from 'node:crypto';
import { z } from 'zod';
import { WordbrushError } from '../errors.ts';
import { sizeOf, type Tensor, tensor } from '../tensor.ts';
import { type Inversion, inversionFacts } from '../types.ts';

/**
 * An inversion as one file, little-endian throughout:
 *
 *     magic | version u32 | header length u32 | header, JSON
 *     | trajectory f32 | null embeddings f32 | attention f32 | picture, PNG
 *     | SHA-256 of everything before
 */
const MAGIC = Buffer.from('WORDBRUSH INVERSION\n');
const VERSION = 1;
const FRAME_BYTES = MAGIC.length + 8;
const HASH_BYTES = 32;

const Dims = z.array(z.int().nonnegative()).readonly();
const Header = z.strictObject({
  ...inversionFacts,
  trajectory: Dims,
  nullEmbeddings: Dims,
  attention: Dims,
  pictureBytes: z.int().nonnegative(),
});

/** The bytes of an inversion's file, which `parseInversion` reads on any machine. */
export function serializeInversion(inversion: Inversion): Uint8Array {
  const { trajectory, nullEmbeddings, attention, picture, ...plain } = inversion;
  const header = Buffer.from(
    JSON.stringify({
      ...plain,
      trajectory: trajectory.dims,
      nullEmbeddings: nullEmbeddings.dims,
      attention: attention.dims,
      pictureBytes: picture.length,
    } satisfies z.input<typeof Header>),
  );
  const frame = Buffer.alloc(8);
  frame.writeUInt32LE(VERSION, 0);
  frame.writeUInt32LE(header.length, 4);
  const tensors = [trajectory, nullEmbeddings, attention].map(({ data }) => bytesOf(data));
  const content = Buffer.concat([MAGIC, frame, header, ...tensors, picture]);
  return Buffer.concat([content, sha256(content)]);
}

/** Throws `bad-inversion` for bytes that are foreign, damaged, cut short or of a newer version. */
export function parseInversion(bytes: Uint8Array): Inversion {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < FRAME_BYTES || !file.subarray(0, MAGIC.length).equals(MAGIC))
    throw bad('This is not an inversion: give a file that `wordbrush invert` wrote.');
  const version = file.readUInt32LE(MAGIC.length);
  if (version > VERSION)
    throw bad(
      `The inversion is of version ${version} and this Wordbrush reads up to ${VERSION}: ` +
        'update Wordbrush, or invert the picture again.',
    );
  const content = file.subarray(0, -HASH_BYTES);
  if (!sha256(content).equals(file.subarray(-HASH_BYTES)))
    throw bad('The inversion is damaged or cut short: invert the picture again.');

  let offset = FRAME_BYTES;
  const take = (length: number) => {
    if (length > content.length - offset) throw bad(MISFIT);
    offset += length;
    return content.subarray(offset - length, offset);
  };
  const { trajectory, nullEmbeddings, attention, pictureBytes, ...plain } = readHeader(
    take(file.readUInt32LE(MAGIC.length + 4)),
  );
  const takeTensor = (dims: readonly number[]) => floatsOf(take(4 * sizeOf(dims)), dims);
  return {
    ...plain,
    trajectory: takeTensor(trajectory),
    nullEmbeddings: takeTensor(nullEmbeddings),
    attention: takeTensor(attention),
    picture: new Uint8Array(take(pictureBytes)),
  };
}

/** The hash tells damage, not malice: anybody can write one. */
const MISFIT =
  'The inversion does not fit together: it was not written by `wordbrush invert`. Invert the picture again.';

function readHeader(bytes: Buffer): z.output<typeof Header> {
  try {
    return Header.parse(JSON.parse(bytes.toString()));
  } catch (cause) {
    throw new WordbrushError('bad-inversion', MISFIT, { cause });
  }
}

function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** A copy, because the bytes need not be aligned. */
function floatsOf(bytes: Uint8Array, dims: readonly number[]): Tensor {
  return tensor(new Float32Array(new Uint8Array(bytes).buffer), dims);
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function bad(message: string): WordbrushError {
  return new WordbrushError('bad-inversion', message);
}
