import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { tensor } from '../tensor.ts';
import type { Picture } from '../types.ts';
import { throttledPreview } from './preview.ts';

const latent = tensor(new Float32Array(4), [1, 1, 2, 2]);

/** A decoder that takes `cost` ms, on a clock that moves only by it and by hand. */
function studio({ cost, side = 8 }: { cost: number; side?: number }) {
  const clock = { ms: 0 };
  const decode = async (): Promise<Picture> => {
    clock.ms += cost;
    return { width: side, height: side, data: new Uint8Array(3 * side * side).fill(200) };
  };
  return { clock, preview: throttledPreview(decode, () => clock.ms) };
}

describe('a picture now and then', () => {
  it('is a PNG of what the latent holds', async () => {
    const { preview } = studio({ cost: 40 });
    const png = Buffer.from((await preview(latent))!, 'base64');
    const { data, info } = await sharp(png)
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ format: 'raw', width: 8, height: 8 });
    expect(data[0]! / 200).toBeCloseTo(1, 1); // few colours
  });

  it('is at most 256 pixels wide', async () => {
    const { preview } = studio({ cost: 40, side: 512 });
    const png = Buffer.from((await preview(latent))!, 'base64');
    expect(await sharp(png).metadata()).toMatchObject({ width: 256, height: 256 });
  });

  it('comes once a second', async () => {
    const { clock, preview } = studio({ cost: 10 });
    expect(await preview(latent)).not.toBeNull();
    clock.ms += 900;
    expect(await preview(latent)).toBeNull();
    clock.ms += 200;
    expect(await preview(latent)).not.toBeNull();
  });

  it('takes no more than a twentieth of the time where decoding is slow', async () => {
    const { clock, preview } = studio({ cost: 5_000 });
    await preview(latent);
    clock.ms += 90_000;
    expect(await preview(latent)).toBeNull();
    clock.ms += 20_000;
    expect(await preview(latent)).not.toBeNull();
  });
});
