import { describe, expect, test } from 'vitest';
import { parseInversion, serializeInversion } from './inversion-file.ts';
import { tensor } from './tensor.ts';
import type { Inversion } from './types.ts';

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
