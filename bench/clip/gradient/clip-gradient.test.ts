import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClipConfig } from '../../../src/pipeline/clip/clip-config.ts';
import {
  difference,
  expected,
  patterned,
  TINY_CLIP,
} from '../../../src/pipeline/clip/fixtures/tiny-clip.ts';
import { pictureToTensor } from '../../../src/pipeline/model/parts/vae.ts';
import { type Tensor, tensor } from '../../../src/pipeline/tensor.ts';
import { type ClipGradient, openClipGradient } from './clip-gradient.ts';
import { type DecoderGradient, differentiateDecoder } from './decoder-gradient.ts';

const SIDE = 16;
const WHOLE = [{ left: 0, top: 0, side: SIDE }];
/** Two parts, one of them larger than the picture. */
const PARTS = [
  { left: 3, top: 1, side: 11 },
  { left: -2, top: -3, side: 21 },
];
const picture = pictureToTensor(patterned(SIDE, SIDE));
const target = Float32Array.from(expected.text[0]!.data);
const from = Float32Array.from(expected.text[1]!.data);

let clip: ClipGradient;
let parts: ClipGradient;
let decoder: DecoderGradient;
beforeAll(async () => {
  const config = await readClipConfig(TINY_CLIP);
  clip = await openClipGradient(config, { height: SIDE, width: SIDE, crops: 1 });
  parts = await openClipGradient(config, { height: SIDE, width: SIDE, crops: 2 });
  decoder = await differentiateDecoder(join(TINY_CLIP, 'decoder.onnx'), {
    latent: [1, 4, 8, 8],
    picture: [1, 3, SIDE, SIDE],
    scale: 1,
  });
});
afterAll(() => Promise.all([clip.close(), parts.close(), decoder.close()]));

describe('the gradient of a cosine', () => {
  it("for the picture is PyTorch's", async () => {
    const { score, gradient } = await clip.towards(picture, WHOLE, { target });
    expect(score).toBeCloseTo(expected.cosine, 5);
    expect(gradient.dims).toEqual(picture.dims);
    expect(difference(gradient.data, expected.pictureGradient.data)).toBeLessThan(1e-3);
  });

  it("for the latent, through the decoder, is PyTorch's", async () => {
    const { dims, data } = expected.latent;
    const latent = tensor(Float32Array.from(data), dims);
    const decoded = await decoder.decode(latent);
    const { score, gradient } = await clip.towards(decoded, WHOLE, { target });
    expect(score).toBeCloseTo(expected.latentCosine, 4);
    const reversed = await decoder.reverse(latent, gradient);
    expect(reversed.dims).toEqual(dims);
    expect(difference(reversed.data, expected.latentGradient.data)).toBeLessThan(1e-3);
  });
});

describe('agrees with finite differences', () => {
  it('for parts of the picture, brought to the tower’s size', async () => {
    const { gradient } = await parts.towards(picture, PARTS, { target });
    await alongOf(gradient, async (x) => (await parts.towards(x, PARTS, { target })).score);
  });

  it('for the direction of a change', async () => {
    const aim = { target, from };
    const { gradient } = await parts.towards(picture, PARTS, aim);
    await alongOf(gradient, async (x) => (await parts.towards(x, PARTS, aim)).score);
  });

  it('for the structure, which is unlike itself by nothing', async () => {
    const own = await parts.structure(picture, PARTS);
    expect(own.dims).toEqual([2, 17, 17]);
    expect((await parts.unlike(picture, PARTS, own)).loss).toBeLessThan(1e-10);
    const other = pictureToTensor(patterned(40, 24));
    const moved = tensor(other.data.slice(0, picture.data.length), picture.dims);
    const { gradient } = await parts.unlike(moved, PARTS, own);
    await alongOf(gradient, async (x) => (await parts.unlike(x, PARTS, own)).loss, moved);
  });
});

it('says how many parts it looks at', async () => {
  await expect(clip.towards(picture, PARTS, { target })).rejects.toThrow(/2 crops .* 1 are/);
});

/** The gradient's part along itself is the slope there. */
async function alongOf(
  gradient: Tensor,
  valueAt: (x: Tensor) => Promise<number>,
  at = picture,
): Promise<void> {
  const length = Math.hypot(...gradient.data);
  const h = 0.02;
  const moved = (by: number) =>
    tensor(
      at.data.map((value, i) => value + (by * gradient.data[i]!) / length),
      at.dims,
    );
  const slope = ((await valueAt(moved(h))) - (await valueAt(moved(-h)))) / (2 * h);
  expect(length).toBeGreaterThan(0);
  expect(Math.abs(slope / length - 1)).toBeLessThan(0.01);
}
