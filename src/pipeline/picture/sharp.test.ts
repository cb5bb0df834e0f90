import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { sharp } from './sharp.ts';

const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
const red = () => sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } });

it.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('opens a %s', async (format) => {
  const file = await red().toFormat(format).toBuffer();
  expect(await sharp(file).metadata()).toMatchObject({ width: 9, height: 9 });
});

it.each<[string, () => Buffer | Promise<Buffer>]>([
  ['an SVG', () => SVG],
  ['an SVG that begins like an AVIF', () => Buffer.concat([Buffer.from('<!--ftypavif-->'), SVG])],
  ['a TIFF', () => red().tiff().toBuffer()],
  ['a PPM', () => Buffer.from('P3\n1 1\n255\n0 0 0\n')],
  [
    'a Radiance HDR',
    () => Buffer.from('#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n\0\0\0\0'),
  ],
])('does not know %s', async (_, file) => {
  await expect(sharp(await file()).metadata()).rejects.toThrow(/unsupported image format/);
});

it('opens nothing from the disk, where a path could come from a stranger', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'red.png');
  await writeFile(path, await red().png().toBuffer());
  await expect(sharp(path).metadata()).rejects.toThrow(/unsupported/);
});
