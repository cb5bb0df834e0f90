import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../../test/temporary.ts';
import type { Picture } from '../../types.ts';
import { TINY, type TinyFolderOptions, writeTinyFolder } from '../fixtures/tiny-folder.ts';
import { openModelFolder } from '../folder.ts';
import { openVae, type Vae } from './vae.ts';

async function withVae<T>(options: TinyFolderOptions, use: (vae: Vae) => Promise<T>): Promise<T> {
  const folder = await writeTinyFolder(temporaryFolder(), options);
  const vae = await openVae(await openModelFolder(folder));
  return use(vae).finally(() => vae.close());
}

/** Two latent cells wide and one high: black, then red. */
const picture: Picture = {
  width: 4,
  height: 2,
  data: Uint8Array.from([0, 0, 255, 255, 0, 0, 255, 255].flatMap((red) => [red, 0, 0])),
};
/** The mean of each channel in −1 … 1, times the scale. */
const LATENT = [-1, 1, -1, -1, -1, -1].map((mean) => mean * TINY.scale);

describe('encoding', () => {
  test.each([
    ['gives the mean times the scale', {}],
    ['takes the mean where the log-variance comes with it', { encoderMoments: true }],
    ['silences an encoder that samples', { encoderNoise: 'RandomNormalLike' }],
  ] as const)('%s', async (_, options) => {
    const latent = await withVae(options, (vae) => vae.encode(picture));
    expect(latent.dims).toEqual([1, 3, 1, 2]);
    expect(Array.from(latent.data)).toEqual(LATENT);
  });

  test('refuses an encoder whose randomness is no Gaussian', async () => {
    await expect(
      withVae({ encoderNoise: 'RandomUniformLike' }, (vae) => vae.encode(picture)),
    ).rejects.toThrow(/vae_encoder.*RandomUniformLike/);
  });

  test('refuses a picture that is not whole latent cells', async () => {
    const odd = { width: 3, height: 2, data: new Uint8Array(18) };
    await expect(withVae({}, (vae) => vae.encode(odd))).rejects.toThrow(/3 × 2.*multiples of 2/);
  });
});

describe('decoding', () => {
  test('undoes the scale and gives the picture back', async () => {
    const decoded = await withVae({}, async (vae) => vae.decode(await vae.encode(picture)));
    expect(decoded).toEqual(picture);
  });

  test('rounds to whole levels and clamps beyond black and white', async () => {
    const values = [-9, 9, 0, 0.004, 0, 0].map((value) => value * TINY.scale);
    const latent = { data: Float32Array.from(values), dims: [1, 3, 1, 2] };
    const decoded = await withVae({}, (vae) => vae.decode(latent));
    // Red −9 and 9, green 0 (127.5, half to even) and 0.004 (128.01), blue 0.
    expect(Array.from(decoded.data.subarray(0, 3))).toEqual([0, 128, 128]);
    expect(Array.from(decoded.data.subarray(6, 9))).toEqual([255, 128, 128]);
  });
});
