import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { keptCopy } from '../../src/bot/view/pictures.ts';
import { WordbrushError } from '../../src/pipeline/errors.ts';
import { decodePicture, encodePng } from '../../src/pipeline/image.ts';
import { MARK, PICTURES } from './pictures.ts';

const FRAMING = { fit: 'crop', size: 64, multiple: 8 } as const;

describe('a hostile picture gets its sentence', () => {
  it.each(PICTURES.filter(({ sentence }) => sentence !== null))('$name', async (picture) => {
    const told = await decodePicture(await picture.bytes(), FRAMING).then(
      () => 'it was taken',
      (error: unknown) => (error instanceof WordbrushError ? error.message : `a crash: ${error}`),
    );
    expect(told).toMatch(picture.sentence ?? /./);
  });
});

describe('an odd picture is taken for its pixels, and nothing else of it is kept', () => {
  it.each(PICTURES.filter(({ sentence }) => sentence === null))('$name', async ({ bytes }) => {
    const posted = await bytes();
    const shown = await encodePng(await decodePicture(posted, FRAMING));
    const kept = await keptCopy(posted);
    for (const file of [shown, kept]) {
      expect(Buffer.from(file).includes(MARK)).toBe(false);
      const { format, exif, icc, comments, pages } = await sharp(file).metadata();
      expect({ format, exif, icc, comments, pages }).toEqual({ format: 'png' });
      expect(Buffer.from(file).subarray(-8, -4).toString('latin1')).toBe('IEND');
    }
  });
});

it('keeps the picture as it was seen: upright, and no larger than a model looks at', async () => {
  const red = { create: { width: 3_000, height: 1_500, channels: 3, background: 'red' } } as const;
  const posted = await sharp(red).jpeg().withMetadata({ orientation: 6 }).toBuffer();
  const { width, height, orientation } = await sharp(await keptCopy(posted)).metadata();
  expect({ width, height, orientation }).toEqual({ width: 1_024, height: 2_048 });
  const small = await sharp(red).resize(40, 20).png().toBuffer();
  expect(
    await sharp(await keptCopy(small))
      .raw()
      .toBuffer(),
  ).toEqual(await sharp(small).raw().toBuffer());
});
