import { WordbrushError } from './errors.ts';
import { colourCodingOf, toSrgb } from './picture/colour-coding.ts';
import { damaged, type OpenedPicture, openPicture } from './picture/file-kind.ts';
import { type Framing, framedSize, keptSize, type PixelSize } from './picture/framing.ts';
import { type Sharp, sharp } from './picture/sharp.ts';
import type { Picture } from './types.ts';

/** What a picture may cost, checked before a pixel is decoded. */
export interface PictureLimits {
  readonly maxBytes: number;
  readonly maxPixels: number;
}

export const DEFAULT_PICTURE_LIMITS: PictureLimits = {
  maxBytes: 20 * 2 ** 20,
  maxPixels: 40_000_000,
};

/** A picture of few bytes may be made to take minutes. */
const DECODING_SECONDS = 30;
/** Models draw up to 768 pixels a side, and their latents have an eighth of them. */
const KEPT_SIDE = 1_024;
const KEPT_MASK_SIDE = 256;

/**
 * Decodes JPEG, PNG, WebP, or the first frame of an AVIF or GIF, as the model wants it: upright by
 * its EXIF orientation, transparency on white, 8-bit sRGB, cropped or resized by `framing` (as it is
 * without one).
 *
 * @throws WordbrushError `bad-image` for bytes that are no such picture, damaged, or over a limit.
 */
export async function decodePicture(
  bytes: Uint8Array,
  framing?: Framing,
  limits: PictureLimits = DEFAULT_PICTURE_LIMITS,
): Promise<Picture> {
  return await decode(bytes, limits, (size) => (framing ? framedSize(size, framing) : size));
}

/** The same as it covers a size: what a picture of another aspect ratio has more is cropped. */
export async function decodeCovering(
  bytes: Uint8Array,
  { width, height }: PixelSize,
): Promise<Picture> {
  return await decode(bytes, DEFAULT_PICTURE_LIMITS, () => ({ width, height }));
}

/**
 * What is kept of a posted picture: upright sRGB pixels as PNG, as many as a model may look at, and
 * nothing else. Cameras write down who and where. Errors are those of `decodePicture`.
 */
export async function keptPicture(bytes: Uint8Array, limits: PictureLimits): Promise<Uint8Array> {
  return await encodePng(await decode(bytes, limits, (size) => keptSize(size, KEPT_SIDE)));
}

/** What is kept of a posted mask: as many grey pixels as a latent may have cells. */
export async function keptMask(bytes: Uint8Array, limits: PictureLimits): Promise<Uint8Array> {
  const mask = await decode(bytes, limits, (size) => keptSize(size, KEPT_MASK_SIDE));
  return await rawSharp(mask).greyscale().png().toBuffer();
}

async function decode(
  bytes: Uint8Array,
  limits: PictureLimits,
  sizeFor: (size: PixelSize) => PixelSize,
): Promise<Picture> {
  checkByteSize(bytes.length, limits);
  const opened = await openPicture(bytes);
  const size = opened.header.autoOrient;
  checkPixels(size, limits);
  const coding = opened.header.hasProfile ? null : colourCodingOf(bytes);
  const isDeep = coding !== null && opened.header.depth === 'ushort';
  const { data, info } = await upright(opened, limits, sizeFor(size))
    .toColourspace(isDeep ? 'rgb16' : 'srgb')
    .raw({ depth: isDeep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch(refuse);
  const { width, height } = info;
  if (!coding) return { width, height, data };
  const samples = isDeep ? new Uint16Array(new Uint8Array(data).buffer) : data;
  return { width, height, data: toSrgb(samples, isDeep ? 65_535 : 255, coding) };
}

function upright(opened: OpenedPicture, { maxPixels }: PictureLimits, size: PixelSize): Sharp {
  return (
    opened
      .pixels(maxPixels)
      .autoOrient()
      // `cover` crops what a whole multiple cannot hold instead of stretching it.
      .resize({ ...size, fit: 'cover', position: 'centre', kernel: 'lanczos3' })
      .flatten({ background: '#ffffff' })
      .timeout({ seconds: DECODING_SECONDS })
  );
}

function checkPixels({ width, height }: PixelSize, { maxPixels }: PictureLimits): void {
  if (width * height > maxPixels)
    throw new WordbrushError(
      'bad-image',
      `The picture is ${width} × ${height} pixels (${megapixels(width * height)}); the limit is ` +
        `${megapixels(maxPixels)}. Make it smaller and try again.`,
    );
}

/** The sentence for a picture that took this long to open. */
export function tooSlow(seconds: number, cause?: unknown): WordbrushError {
  return new WordbrushError(
    'bad-image',
    `The picture takes longer than ${seconds} seconds to open. Save it smaller, as a plain JPEG or PNG, and send it again.`,
    { cause },
  );
}

function refuse(error: unknown): never {
  const isLate = error instanceof Error && error.message.startsWith('timeout');
  throw isLate ? tooSlow(DECODING_SECONDS, error) : damaged(error);
}

/** Throws `bad-image` when a picture of so many bytes would be refused; usable before reading it. */
export function checkByteSize(size: number, limits: PictureLimits = DEFAULT_PICTURE_LIMITS): void {
  if (size === 0)
    throw new WordbrushError('bad-image', 'The picture is empty (0 bytes). Send the file again.');
  if (size > limits.maxBytes)
    throw new WordbrushError(
      'bad-image',
      `The picture is ${mebibytes(size)}; the limit is ${mebibytes(limits.maxBytes)}. ` +
        'Save it smaller and try again.',
    );
}

/** Width and height of a picture file once it is upright, from its header; errors as `decodePicture`. */
export async function sizeOfPicture(bytes: Uint8Array): Promise<PixelSize> {
  checkByteSize(bytes.length);
  const { width, height } = (await openPicture(bytes)).header.autoOrient;
  return { width, height };
}

/** How a picture becomes a file, by the file's extension. */
const ENCODINGS: Readonly<Record<string, (picture: Sharp) => Sharp>> = {
  png: (picture) => picture.png(),
  jpg: (picture) => picture.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }),
  jpeg: (picture) => picture.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }),
  webp: (picture) => picture.webp({ quality: 92 }),
  avif: (picture) => picture.avif({ quality: 75 }),
};
export const PICTURE_EXTENSIONS: readonly string[] = Object.keys(ENCODINGS);

/** The picture as the bytes of a file with one of `PICTURE_EXTENSIONS`. */
export async function encodeAs(extension: string, picture: Picture): Promise<Uint8Array> {
  const encode = ENCODINGS[extension];
  if (!encode) throw new RangeError(`${extension} is not one of ${PICTURE_EXTENSIONS}`);
  return await encode(rawSharp(picture)).toBuffer();
}

/** Small models draw small pictures; people look at them at this size, in pixels of the longer side. */
export const DISPLAY_SIDE = 512;

/** A picture large enough to look at. */
export async function enlarge(picture: Picture, side = DISPLAY_SIDE): Promise<Picture> {
  const scale = side / Math.max(picture.width, picture.height);
  if (scale <= 1) return picture;
  const [width, height] = [picture.width, picture.height].map((length) =>
    Math.max(1, Math.round(length * scale)),
  );
  return await resizePicture(picture, width!, height!);
}

/** The picture as PNG bytes. */
export async function encodePng(picture: Picture): Promise<Uint8Array> {
  return rawSharp(picture).png().toBuffer();
}

/** The picture as a small PNG of few colours, at most 256 pixels a side. */
export async function encodeThumbnail(picture: Picture): Promise<Uint8Array> {
  return rawSharp(picture)
    .resize({ width: 256, height: 256, fit: 'inside', withoutEnlargement: true })
    .png({ palette: true, effort: 1 })
    .toBuffer();
}

/** The picture at another size, for display; `nearest` keeps the edges of small maps hard. */
export async function resizePicture(
  picture: Picture,
  width: number,
  height: number,
  kernel: 'nearest' | 'cubic' | 'lanczos3' = 'lanczos3',
): Promise<Picture> {
  const data = await rawSharp(picture)
    .resize({ width, height, fit: 'fill', kernel })
    .raw()
    .toBuffer();
  return { width, height, data };
}

function rawSharp({ data, width, height }: Picture): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

function megapixels(pixels: number): string {
  return `${Number((pixels / 1e6).toPrecision(3))} megapixels`;
}

function mebibytes(bytes: number): string {
  return `${Number((bytes / 2 ** 20).toPrecision(3))} MiB`;
}
