import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { WordbrushError } from '../../src/pipeline/errors.ts';
import { DEFAULT_PICTURE_LIMITS, decodePicture, encodePng } from '../../src/pipeline/image.ts';
import { Decoder } from '../../src/pipeline/picture/decoder.ts';
import { MORE_PICTURES } from './more-pictures.ts';
import { MARK, PICTURES } from './pictures.ts';

const FRAMING = { fit: 'crop', size: 64, multiple: 8 } as const;
const KINDS = ['picture', 'mask'] as const;

// As the bot decodes what people post: in processes of its own.
const decoder = new Decoder();
const keep = (file: Uint8Array, as: (typeof KINDS)[number]) =>
  decoder.keep(file, as, DEFAULT_PICTURE_LIMITS);

const all = [...PICTURES, ...MORE_PICTURES];
const refused = all.filter(({ sentence }) => sentence !== null);
const taken = all.filter(({ sentence }) => sentence === null);

describe.each(KINDS)('a hostile %s gets its sentence', (kind) => {
  it.each(refused)('$name', async ({ bytes, sentence }) => {
    const answer = await keep(await bytes(), kind).then(
      () => 'it was taken',
      (error: unknown) => (error instanceof WordbrushError ? error.message : `a crash: ${error}`),
    );
    expect(answer).toMatch(sentence ?? /./);
    expect(answer).not.toMatch(/vips|libpng|heif|sharp/i);
  });
});

describe.each(KINDS)(
  'an odd %s is taken for its pixels, and nothing else of it is kept',
  (kind) => {
    it.each(taken)('$name', async ({ bytes }) => {
      const kept = await keep(await bytes(), kind);
      expect(Buffer.from(kept).includes(MARK)).toBe(false);
      const { format, exif, icc, xmp, iptc, comments, pages, width, height } =
        await sharp(kept).metadata();
      expect({ format, exif, icc, xmp, iptc, comments, pages }).toEqual({ format: 'png' });
      expect(Buffer.from(kept).subarray(-8, -4).toString('latin1')).toBe('IEND');
      const side = kind === 'picture' ? 1_024 : 256;
      expect(width * height).toBeLessThanOrEqual(2.01 * side ** 2);
    });
  },
);

it('the command line, which decodes in its pipeline’s process, takes and refuses the same', async () => {
  for (const { name, bytes, sentence } of all) {
    const answer = await decodePicture(await bytes(), FRAMING).then(
      () => null,
      (error: unknown) => (error instanceof WordbrushError ? error.message : `a crash: ${error}`),
    );
    if (sentence === null) expect(answer, name).toBeNull();
    else expect(answer, name).toMatch(sentence);
  }
});

it('keeps the picture as it was seen: upright, and no larger than a model looks at', async () => {
  const red = { create: { width: 3_000, height: 1_500, channels: 3, background: 'red' } } as const;
  const posted = await sharp(red).jpeg().withMetadata({ orientation: 6 }).toBuffer();
  const { width, height, orientation } = await sharp(await keep(posted, 'picture')).metadata();
  expect({ width, height, orientation }).toEqual({ width: 1_024, height: 2_048 });
  const small = await sharp(red).resize(40, 20).png().toBuffer();
  expect(await encodePng(await decodePicture(await keep(small, 'picture')))).toEqual(
    await encodePng(await decodePicture(small)),
  );
});
