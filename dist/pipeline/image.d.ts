import { WordbrushError } from './errors.ts';
import { type Framing, type PixelSize } from './picture/framing.ts';
import type { Picture } from './types.ts';
/** What a picture may cost, checked before a pixel is decoded. */
export interface PictureLimits {
    readonly maxBytes: number;
    readonly maxPixels: number;
}
export declare const DEFAULT_PICTURE_LIMITS: PictureLimits;
/**
 * Decodes JPEG, PNG, WebP, or the first frame of an AVIF or GIF, as the model wants it: upright by
 * its EXIF orientation, transparency on white, 8-bit sRGB, cropped or resized by `framing` (as it is
 * without one).
 *
 * @throws WordbrushError `bad-image` for bytes that are no such picture, damaged, or over a limit.
 */
export declare function decodePicture(bytes: Uint8Array, framing?: Framing, limits?: PictureLimits): Promise<Picture>;
/** The same as it covers a size: what a picture of another aspect ratio has more is cropped. */
export declare function decodeCovering(bytes: Uint8Array, { width, height }: PixelSize): Promise<Picture>;
/**
 * What is kept of a posted picture: upright sRGB pixels as PNG, as many as a model may look at, and
 * nothing else. Cameras write down who and where. Errors are those of `decodePicture`.
 */
export declare function keptPicture(bytes: Uint8Array, limits: PictureLimits): Promise<Uint8Array>;
/** What is kept of a posted mask: as many grey pixels as a latent may have cells. */
export declare function keptMask(bytes: Uint8Array, limits: PictureLimits): Promise<Uint8Array>;
/** The sentence for a picture that took this long to open. */
export declare function tooSlow(seconds: number, cause?: unknown): WordbrushError;
/** Throws `bad-image` when a picture of so many bytes would be refused; usable before reading it. */
export declare function checkByteSize(size: number, limits?: PictureLimits): void;
/** The picture as PNG bytes. */
export declare function encodePng(picture: Picture): Promise<Uint8Array>;
/** The picture as a small PNG of few colours, at most 256 pixels a side. */
export declare function encodeThumbnail(picture: Picture): Promise<Uint8Array>;
/** The picture at another size, for display; `nearest` keeps the edges of small maps hard. */
export declare function resizePicture(picture: Picture, width: number, height: number, kernel?: 'nearest' | 'cubic' | 'lanczos3'): Promise<Picture>;
