import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { END, header, png } from '../../../test/hostile/png.ts';
import { decodePicture } from '../image.ts';
import { sharp } from './sharp.ts';

type Rgb = readonly [number, number, number];

/** A PNG of one colour, 8 or 16 bits a channel, with a chunk before its pixels. */
function coded(colour: Rgb, chunk: string, data: readonly number[], depth: 8 | 16 = 8): Buffer {
  const side = 8;
  const row = Buffer.alloc(1 + (side * 3 * depth) / 8);
  for (let i = 0; i < 3 * side; i++)
    if (depth === 8) row[1 + i] = colour[i % 3]!;
    else row.writeUInt16BE(colour[i % 3]!, 1 + 2 * i);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)));
  return png(
    header(side, side, { depth }),
    { type: chunk, data: Buffer.from(data) },
    { type: 'IDAT', data: pixels },
    END,
  );
}

const gamma = (value: number): number[] => {
  const data = Buffer.alloc(4);
  data.writeUInt32BE(Math.round(100_000 * value));
  return [...data];
};

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../../test/fixtures/${name}`, import.meta.url));

/** The first pixel, as it is decoded. */
async function shown(file: Uint8Array): Promise<number[]> {
  return [...(await decodePicture(file)).data.subarray(0, 3)];
}

function expectNear(colour: readonly number[], expected: Rgb, by = 2): void {
  for (const [i, value] of colour.entries())
    expect(Math.abs(value - expected[i]!), `${colour} for ${expected}`).toBeLessThanOrEqual(by);
}

describe('a PNG’s gamma', () => {
  it('of 1 is linear light', async () => {
    expect(await shown(coded([55, 128, 255], 'gAMA', gamma(1)))).toEqual([128, 188, 255]);
  });

  it('is applied to 16 bits before they become 8, so that the dark has all its steps', async () => {
    const dark = await Promise.all(
      [20, 40, 60, 80, 100].map((v) => shown(coded([v, v, v], 'gAMA', gamma(1), 16))),
    );
    expect(new Set(dark.map(([red]) => red)).size).toBe(5);
    expectNear(await shown(coded([14_030, 32_896, 65_535], 'gAMA', gamma(1), 16)), [127, 188, 255]);
  });

  it.each([1 / 2.2, 0.45, 0, 1e4])('of %d leaves the colours alone', async (value) => {
    expect(await shown(coded([55, 128, 255], 'gAMA', gamma(value)))).toEqual([55, 128, 255]);
  });
});

describe('colours in another gamut are shown as in sRGB', () => {
  it('of a PNG that says so in cICP', async () => {
    expectNear(await shown(coded([234, 51, 35], 'cICP', [12, 13, 0, 1])), [255, 0, 0]);
    expectNear(await shown(coded([128, 128, 128], 'cICP', [12, 13, 0, 1])), [128, 128, 128]);
  });

  it('of an AVIF that says so in its nclx', async () => {
    expectNear(await shown(fixture('display-p3.avif')), [255, 0, 0], 6);
  });

  it.each(['p3', 'cmyk'])('of a JPEG with the profile %s', async (profile) => {
    const colour = { r: 150, g: 130, b: 120 };
    const file = await sharp({ create: { width: 8, height: 8, channels: 3, background: colour } })
      .withIccProfile(profile)
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    expect((await sharp(file).metadata()).hasProfile).toBe(true);
    expectNear(await shown(file), [150, 130, 120], profile === 'cmyk' ? 10 : 2);
  });

  it('of HDR: paper white is white', async () => {
    // PQ of 203 cd/m² is 0.58 of its range (BT.2408, table 1).
    expectNear(await shown(coded([148, 148, 148], 'cICP', [9, 16, 0, 1])), [255, 255, 255], 3);
    expectNear(await shown(coded([191, 191, 191], 'cICP', [9, 18, 0, 1])), [255, 255, 255], 3);
  });
});

it('shows the first frame of an animated AVIF', async () => {
  expectNear(await shown(fixture('animated.avif')), [255, 0, 0], 3);
});
