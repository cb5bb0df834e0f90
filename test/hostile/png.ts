import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

export interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
  /** What the chunk says of itself, where that is not the truth. */
  readonly claims?: { readonly length?: number; readonly crc?: number };
}

/** A PNG of any chunks, right or wrong. */
export function png(...chunks: readonly Chunk[]): Buffer {
  return Buffer.concat([SIGNATURE, ...chunks.map(bytesOf)]);
}

export function header(
  width: number,
  height: number,
  { depth = 8, colour = 2 }: { readonly depth?: number; readonly colour?: number } = {},
): Chunk {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, colour, 0, 0, 0], 8);
  return { type: 'IHDR', data };
}

/** Pixels of one value, with the filter byte before each row. */
export function pixels(width: number, height: number, bytesPerPixel = 3): Chunk {
  return { type: 'IDAT', data: deflateSync(Buffer.alloc(height * (1 + width * bytesPerPixel))) };
}

export const END: Chunk = { type: 'IEND', data: new Uint8Array() };

function bytesOf({ type, data, claims = {} }: Chunk): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(claims.length ?? data.length);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(claims.crc ?? crc32(body));
  return Buffer.concat([length, body, crc]);
}
