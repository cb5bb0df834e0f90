import sharp, { type Sharp } from 'sharp';
import { WordbrushError } from './errors.ts';
import type { Picture } from './types.ts';

// Pictures come one at a time and the UNet wants the cores and the memory.
sharp.cache(false);
sharp.concurrency(1);

/** What a picture may cost, checked before a pixel is decoded. */
export interface PictureLimits {
  readonly maxBytes: number;
  readonly maxPixels: number;
}

export const DEFAULT_PICTURE_LIMITS: PictureLimits = {
  maxBytes: 20 * 2 ** 20,
  maxPixels: 40_000_000,
};

/** How a picture of any aspect ratio becomes one that the model takes. Lengths in pixels. */
export interface Framing {
  /** `crop`: the centre square; `fit`: the whole picture, in its own aspect ratio. */
  readonly fit: 'crop' | 'fit';
  /** Side of the model's square; `fit` has at most its area. */
  readonly size: number;
  /** Width and height of a fitted picture are multiples of this. */
  readonly multiple: number;
}

const HEAD_LENGTH = 512;
/** A picture of few bytes may be made to take minutes. */
const DECODING_SECONDS = 30;

// The first bytes decide, read as Latin-1: file names and content types are only claims.
const ACCEPTED: readonly RegExp[] = [
  /^\xff\xd8\xff/, // JPEG
  /^\x89PNG\r\n/,
  /^GIF8[79]a/,
  /^RIFF.{4}WEBP/s,
  /^.{4}ftyp(.{4}){0,14}avi[fs]/s, // AVIF among the brands of an ISO media file
];
const REFUSED: readonly (readonly [signature: RegExp, name: string])[] = [
  [/^.{4}ftyp(.{4}){0,14}he[iv][cmsx]/s, 'a HEIC picture'],
  [/^.{4}ftyp/s, 'a video'],
  [/^(II\*|MM\0\*)/, 'a TIFF picture'],
  [/^BM.{4}\0{4}/s, 'a BMP picture'],
  [/^%PDF-/, 'a PDF document'],
  [/<svg[\s>]/i, 'an SVG drawing'],
  [/<(!doctype html|html|head|body)\b/i, 'a web page'],
  [/^[\t\n\r\x20-\x7e\x80-\xff]+$/, 'text'],
];

/**
 * Decodes JPEG, PNG, WebP, AVIF or the first frame of a GIF as the model wants it: upright by its
 * EXIF orientation, transparency on white, 8-bit sRGB, cropped or resized by `framing` (as it is
 * without one).
 *
 * @throws WordbrushError `bad-image` for bytes that are no such picture, damaged, or over a limit.
 */
export async function decodePicture(
  bytes: Uint8Array,
  framing?: Framing,
  limits: PictureLimits = DEFAULT_PICTURE_LIMITS,
): Promise<Picture> {
  checkByteSize(bytes.length, limits);
  checkSignature(bytes);
  const { width, height } = await uprightSize(bytes);
  if (width * height > limits.maxPixels)
    throw new WordbrushError(
      'bad-image',
      `The picture is ${width} × ${height} pixels (${megapixels(width * height)}); the limit is ` +
        `${megapixels(limits.maxPixels)}. Make it smaller and try again.`,
    );
  const target = framing ? framedSize(width, height, framing) : { width, height };
  const { data, info } = await sharp(bytes, { failOn: 'error', limitInputPixels: limits.maxPixels })
    .autoOrient()
    // `cover` crops what a whole multiple cannot hold instead of stretching it.
    .resize({ ...target, fit: 'cover', position: 'centre', kernel: 'lanczos3' })
    .flatten({ background: '#ffffff' })
    .timeout({ seconds: DECODING_SECONDS })
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(damaged);
  return { width: info.width, height: info.height, data };
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

function checkSignature(bytes: Uint8Array): void {
  const head = Buffer.from(bytes.subarray(0, HEAD_LENGTH)).toString('latin1');
  if (ACCEPTED.some((signature) => signature.test(head))) return;
  const [, name] = REFUSED.find(([signature]) => signature.test(head)) ?? [];
  throw new WordbrushError(
    'bad-image',
    `The file is ${name ?? 'not a known kind of picture'}. Send a JPEG, PNG, WebP, AVIF or GIF.`,
  );
}

/** Width and height once upright, from the header alone. */
async function uprightSize(bytes: Uint8Array): Promise<{ width: number; height: number }> {
  // The header is read whatever it claims, so that the answer can name the claimed size.
  const { autoOrient } = await sharp(bytes, { failOn: 'error', limitInputPixels: false })
    .metadata()
    .catch(damaged);
  return autoOrient;
}

/** The size at which the model sees a picture of the given size. */
export function framedSize(
  width: number,
  height: number,
  { fit, size, multiple }: Framing,
): { width: number; height: number } {
  if (fit === 'crop') return { width: size, height: size };
  const longest = floorTo((size * size) / multiple, multiple);
  const side = (length: number) => {
    const scaled = floorTo((length * size) / Math.sqrt(width * height), multiple);
    return Math.min(Math.max(scaled, multiple), longest);
  };
  return { width: side(width), height: side(height) };
}

function floorTo(value: number, multiple: number): number {
  return Math.floor(value / multiple) * multiple;
}

function damaged(error: unknown): never {
  const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  throw new WordbrushError(
    'bad-image',
    `The picture is damaged or cut short and cannot be decoded (${detail}). Send the original file again.`,
    { cause: error },
  );
}

function megapixels(pixels: number): string {
  return `${Number((pixels / 1e6).toPrecision(3))} megapixels`;
}

function mebibytes(bytes: number): string {
  return `${Number((bytes / 2 ** 20).toPrecision(3))} MiB`;
}
