import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { tensor } from '../tensor.ts';
import type { Inversion } from '../types.ts';
import { parseInversion, serializeInversion } from './inversion-file.ts';

const inversion: Inversion = {
  fingerprint: 'abc',
  prompt: 'a “cat” ❄',
  guidanceScale: 2.5,
  timesteps: [500, 0],
  latent: { channels: 1, height: 1, width: 2 },
  trajectory: tensor(Float32Array.of(1, -2, 3.5, 1e-30, 5, 6), [3, 1, 1, 2]),
  nullEmbeddings: tensor(Float32Array.of(0.25, 7), [1, 2, 1]),
  attention: tensor(Float32Array.of(0.5, 0.5), [1, 2]),
  picture: Uint8Array.of(1, 2, 3), // an odd length, so that nothing is aligned by luck
  report: {
    method: 'null-text',
    steps: 2,
    psnr: 28.7,
    vaePsnr: Number.POSITIVE_INFINITY,
    unetEvaluations: 4,
    gradientEvaluations: 10,
    seconds: 1.5,
  },
};
const bytes = serializeInversion(inversion);

test('an inversion survives its file bit for bit', () => {
  expect(parseInversion(bytes)).toEqual(inversion);
});

test('an inversion is read from the middle of a larger buffer', () => {
  const larger = new Uint8Array(bytes.length + 1);
  larger.set(bytes, 1);
  expect(parseInversion(larger.subarray(1))).toEqual(inversion);
});

describe('a file is refused with a sentence when it is', () => {
  const changed = (position: number) =>
    Uint8Array.from(bytes, (byte, i) => (i === position ? byte ^ 1 : byte));

  test.each([
    ['empty', new Uint8Array(), /not an inversion/],
    ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, ...bytes]), /not an inversion/],
    ['cut short', bytes.subarray(0, -1), /cut short/],
    ['cut after its frame', bytes.subarray(0, 28), /cut short/],
    ['damaged in its header', changed(40), /damaged/],
    ['damaged in a tensor', changed(bytes.length - 60), /damaged/],
    ['newer than this program', changed(21), /version 257.*update/],
  ])('%s', (_, file, message) => {
    expect(() => parseInversion(file)).toThrow(
      expect.objectContaining({ code: 'bad-inversion', message: expect.stringMatching(message) }),
    );
  });
});

describe('a file with a right hash is refused all the same when', () => {
  /** What somebody writes who knows the format: any header, any content. */
  function forge(header: string, content: Uint8Array, claimed = header.length): Uint8Array {
    const lengths = Buffer.alloc(8);
    lengths.writeUInt32LE(1, 0);
    lengths.writeUInt32LE(claimed, 4);
    const file = Buffer.concat([
      Buffer.from('WORDBRUSH INVERSION\n'),
      lengths,
      Buffer.from(header),
      content,
    ]);
    return Buffer.concat([file, createHash('sha256').update(file).digest()]);
  }
  const { trajectory, nullEmbeddings, attention, picture, ...plain } = inversion;
  const header = (change: object) =>
    JSON.stringify({
      ...plain,
      trajectory: trajectory.dims,
      nullEmbeddings: nullEmbeddings.dims,
      attention: attention.dims,
      pictureBytes: picture.length,
      ...change,
    });

  test.each([
    ['its header is no JSON', forge('{', new Uint8Array(99))],
    ['its header lacks parts', forge('{}', new Uint8Array(99))],
    ['its header has a key that nobody knows', forge(header({ extra: 1 }), new Uint8Array(99))],
    ['its header is longer than the file', forge(header({}), new Uint8Array(99), 2 ** 32 - 1)],
    [
      'a tensor is longer than the file',
      forge(header({ trajectory: [2 ** 31, 1, 1, 9] }), new Uint8Array(99)),
    ],
    ['a size is negative', forge(header({ trajectory: [-1, 1, 1, 2] }), new Uint8Array(99))],
    [
      'its picture is longer than the file',
      forge(header({ pictureBytes: 2 ** 40 }), new Uint8Array(99)),
    ],
  ])('%s', (_, file) => {
    expect(() => parseInversion(file)).toThrow(
      expect.objectContaining({
        code: 'bad-inversion',
        message: expect.stringMatching(/does not fit together.*Invert the picture again\.$/),
      }),
    );
  });
});
