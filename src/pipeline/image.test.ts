import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { blackPng } from '../../test/pictures.ts';
import { decodePicture, encodePng } from './image.ts';
import { type Framing, framedSize, frameOf, SQUARE } from './picture/framing.ts';
import type { Picture } from './types.ts';

const crop: Framing = { fit: 'crop', size: 64, multiple: 8 };
const fit: Framing = { fit: 'fit', size: 64, multiple: 8 };

/** Left half red, right half blue. */
function redBlue(width = 96, height = 96): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++)
    data[pixel * 3 + (pixel % width < width / 2 ? 0 : 2)] = 255;
  return sharp(data, { raw: { width, height, channels: 3 } });
}

function pixel(picture: Picture, x: number, y: number): number[] {
  const start = (y * picture.width + x) * 3;
  return [...picture.data.subarray(start, start + 3)];
}

function expectColour(actual: number[], expected: number[]): void {
  for (const [channel, value] of expected.entries())
    expect(Math.abs(actual[channel]! - value)).toBeLessThan(24);
}

describe('decodePicture', () => {
  it.each(['jpeg', 'png', 'webp', 'avif', 'gif'] as const)('reads %s', async (format) => {
    const picture = await decodePicture(await redBlue().toFormat(format).toBuffer(), crop);
    expect([picture.width, picture.height, picture.data.length]).toEqual([64, 64, 64 * 64 * 3]);
    expectColour(pixel(picture, 8, 32), [255, 0, 0]);
    expectColour(pixel(picture, 56, 32), [0, 0, 255]);
  });

  it('takes the first frame of an animated GIF', async () => {
    const frames = await Promise.all(
      ['#ff0000', '#00ff00'].map((background) =>
        sharp({ create: { width: 64, height: 64, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const gif = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    const picture = await decodePicture(gif, crop);
    expect(picture.height).toBe(64);
    expectColour(pixel(picture, 32, 32), [255, 0, 0]);
  });

  it('turns the picture upright by its EXIF orientation', async () => {
    // Orientation 6: the stored left is the top once upright.
    const jpeg = await redBlue(96, 48).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const picture = await decodePicture(jpeg, fit);
    expect(picture.height).toBeGreaterThan(picture.width);
    expectColour(pixel(picture, 20, 8), [255, 0, 0]);
    expectColour(pixel(picture, 20, picture.height - 8), [0, 0, 255]);
  });

  it('puts transparency on white', async () => {
    const clear = sharp({
      create: { width: 64, height: 64, channels: 4, background: '#00000000' },
    });
    expect(pixel(await decodePicture(await clear.png().toBuffer(), crop), 9, 9)).toEqual([
      255, 255, 255,
    ]);
  });

  it('reads grey and 16-bit pictures as 8-bit RGB', async () => {
    const grey = await redBlue().toColourspace('grey16').png().toBuffer();
    const picture = await decodePicture(grey, crop);
    expect(picture.data.length).toBe(64 * 64 * 3);
  });

  it('crops the centre square of a wide picture', async () => {
    const picture = await decodePicture(await redBlue(192, 64).png().toBuffer(), crop);
    expect([picture.width, picture.height]).toEqual([64, 64]);
    expectColour(pixel(picture, 2, 32), [255, 0, 0]);
    expectColour(pixel(picture, 61, 32), [0, 0, 255]);
  });

  it('gives back the very pixels that were encoded', async () => {
    const data = Uint8Array.from({ length: 64 * 64 * 3 }, (_, index) => (index * 7) % 256);
    const picture = await decodePicture(await encodePng({ width: 64, height: 64, data }), crop);
    expect(Buffer.from(picture.data).equals(data)).toBe(true);
  });
});

describe('framedSize', () => {
  it.each([
    [1000, 1000],
    [1500, 1000],
    [1000, 1777],
    [9000, 20],
    [3, 5000],
  ])('fits %i × %i to multiples, within the area of the square', (width, height) => {
    const size = framedSize({ width, height }, fit);
    expect([size.width % 8, size.height % 8]).toEqual([0, 0]);
    expect(size.width * size.height).toBeGreaterThan(0);
    expect(size.width * size.height).toBeLessThanOrEqual(64 * 64);
  });

  it('keeps the aspect ratio as well as multiples allow', () => {
    expect(framedSize({ width: 4000, height: 1000 }, fit)).toEqual({ width: 128, height: 32 });
    expect(framedSize({ width: 777, height: 777 }, fit)).toEqual({ width: 64, height: 64 });
  });
});

describe('frameOf', () => {
  it('says which part of a picture a square shows', () => {
    const middle = { left: 0.375, top: 0, width: 0.25, height: 1 };
    expect(frameOf({ width: 400, height: 100 }, SQUARE)).toEqual(middle);
    const tall = { left: 0, top: 0.25, width: 1, height: 0.5 };
    expect(frameOf({ width: 100, height: 200 }, SQUARE)).toEqual(tall);
  });

  it.each([
    [300, 60],
    [60, 300],
    [1_920, 1_080],
    [4_000, 1_000],
    [777, 778],
  ])('a fit shows nearly all of %i × %i', (width, height) => {
    for (const [size, multiple] of [
      [128, 32],
      [512, 64],
    ] as const) {
      const target = framedSize({ width, height }, { fit: 'fit', size, multiple });
      const frame = frameOf({ width, height }, target);
      expect(frame.width * frame.height).toBeGreaterThanOrEqual(0.8);
    }
  });
});

describe('a bad picture is refused with a sentence', () => {
  it.each([
    ['no bytes', '', /empty \(0 bytes\).*again\.$/],
    ['text', 'a photo of a cat', /is text\. Send a JPEG/],
    ['a web page', '<!DOCTYPE html><html>', /is a web page\. Send/],
    [
      'an SVG',
      '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">',
      /is an SVG drawing/,
    ],
    ['a PDF', '%PDF-1.7\n', /is a PDF/],
    ['a HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic', /is a HEIC/],
    ['noise', '\x01\x02\x03\0\0', /not a known kind of picture/],
    ['a false PNG', '\x89PNG\r\n\x1a\nnothing', /damaged or cut short/],
  ])('%s', async (_, latin1, sentence) => {
    const decoding = decodePicture(Buffer.from(latin1, 'latin1'), crop);
    await expect(decoding).rejects.toMatchObject({
      code: 'bad-image',
      message: expect.stringMatching(sentence),
    });
  });

  it.each(['jpeg', 'png', 'webp', 'avif', 'gif'] as const)('a truncated %s', async (format) => {
    const noise = sharp({
      create: {
        width: 90,
        height: 90,
        channels: 3,
        background: '#000',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    });
    const bytes = await noise.toFormat(format).toBuffer();
    const decoding = decodePicture(bytes.subarray(0, Math.floor(bytes.length * 0.7)), crop);
    await expect(decoding).rejects.toMatchObject({
      code: 'bad-image',
      message: expect.stringContaining('damaged or cut short'),
    });
  });

  it('more pixels than the limit, by the header alone', async () => {
    await expect(decodePicture(blackPng(20_000), crop)).rejects.toMatchObject({
      code: 'bad-image',
      message:
        'The picture is 20000 × 20000 pixels (400 megapixels); the limit is 40 megapixels. Make it smaller and try again.',
    });
  });

  it('more bytes than the limit', async () => {
    const decoding = decodePicture(await redBlue().png().toBuffer(), crop, {
      maxBytes: 100,
      maxPixels: 1e6,
    });
    await expect(decoding).rejects.toMatchObject({ code: 'bad-image' });
  });
});
