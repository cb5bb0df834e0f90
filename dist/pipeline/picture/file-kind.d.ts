import type { Metadata } from 'sharp';
import { WordbrushError } from '../errors.ts';
import { type Sharp } from './sharp.ts';
/** A picture file whose header the decoder has read. */
export interface OpenedPicture {
    readonly header: Metadata;
    /** Decodes the pixels of at most so many. */
    pixels(maxPixels: number): Sharp;
}
/**
 * Opens JPEG, PNG, WebP, AVIF or GIF. What a file is, the decoder says: names, content types and
 * first bytes are only claims.
 *
 * @throws WordbrushError `bad-image` for any other kind, and for a header that cannot be read
 */
export declare function openPicture(file: Uint8Array): Promise<OpenedPicture>;
/** The sentence for a file whose pixels cannot be decoded. */
export declare function damaged(cause: unknown): WordbrushError;
