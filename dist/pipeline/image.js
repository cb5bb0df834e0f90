import { WordbrushError } from './errors.js';
import { colourCodingOf, toSrgb } from './picture/colour-coding.js';
import { damaged, openPicture } from './picture/file-kind.js';
import { framedSize, keptSize } from './picture/framing.js';
import { sharp } from './picture/sharp.js';
export const DEFAULT_PICTURE_LIMITS = {
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
export async function decodePicture(bytes, framing, limits = DEFAULT_PICTURE_LIMITS) {
    return await decode(bytes, limits, (size) => (framing ? framedSize(size, framing) : size));
}
/** The same as it covers a size: what a picture of another aspect ratio has more is cropped. */
export async function decodeCovering(bytes, { width, height }) {
    return await decode(bytes, DEFAULT_PICTURE_LIMITS, () => ({ width, height }));
}
/**
 * What is kept of a posted picture: upright sRGB pixels as PNG, as many as a model may look at, and
 * nothing else. Cameras write down who and where. Errors are those of `decodePicture`.
 */
export async function keptPicture(bytes, limits) {
    return await encodePng(await decode(bytes, limits, (size) => keptSize(size, KEPT_SIDE)));
}
/** What is kept of a posted mask: as many grey pixels as a latent may have cells. */
export async function keptMask(bytes, limits) {
    const mask = await decode(bytes, limits, (size) => keptSize(size, KEPT_MASK_SIDE));
    return await rawSharp(mask).greyscale().png().toBuffer();
}
async function decode(bytes, limits, sizeFor) {
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
    if (!coding)
        return { width, height, data };
    const samples = isDeep ? new Uint16Array(new Uint8Array(data).buffer) : data;
    return { width, height, data: toSrgb(samples, isDeep ? 65_535 : 255, coding) };
}
function upright(opened, { maxPixels }, size) {
    return (opened
        .pixels(maxPixels)
        .autoOrient()
        // `cover` crops what a whole multiple cannot hold instead of stretching it.
        .resize({ ...size, fit: 'cover', position: 'centre', kernel: 'lanczos3' })
        .flatten({ background: '#ffffff' })
        .timeout({ seconds: DECODING_SECONDS }));
}
function checkPixels({ width, height }, { maxPixels }) {
    if (width * height > maxPixels)
        throw new WordbrushError('bad-image', `The picture is ${width} × ${height} pixels (${megapixels(width * height)}); the limit is ` +
            `${megapixels(maxPixels)}. Make it smaller and try again.`);
}
/** The sentence for a picture that took this long to open. */
export function tooSlow(seconds, cause) {
    return new WordbrushError('bad-image', `The picture takes longer than ${seconds} seconds to open. Save it smaller, as a plain JPEG or PNG, and send it again.`, { cause });
}
function refuse(error) {
    const isLate = error instanceof Error && error.message.startsWith('timeout');
    throw isLate ? tooSlow(DECODING_SECONDS, error) : damaged(error);
}
/** Throws `bad-image` when a picture of so many bytes would be refused; usable before reading it. */
export function checkByteSize(size, limits = DEFAULT_PICTURE_LIMITS) {
    if (size === 0)
        throw new WordbrushError('bad-image', 'The picture is empty (0 bytes). Send the file again.');
    if (size > limits.maxBytes)
        throw new WordbrushError('bad-image', `The picture is ${mebibytes(size)}; the limit is ${mebibytes(limits.maxBytes)}. ` +
            'Save it smaller and try again.');
}
/** The picture as PNG bytes. */
export async function encodePng(picture) {
    return rawSharp(picture).png().toBuffer();
}
/** The picture as a small PNG of few colours, at most 256 pixels a side. */
export async function encodeThumbnail(picture) {
    return rawSharp(picture)
        .resize({ width: 256, height: 256, fit: 'inside', withoutEnlargement: true })
        .png({ palette: true, effort: 1 })
        .toBuffer();
}
/** The picture at another size, for display; `nearest` keeps the edges of small maps hard. */
export async function resizePicture(picture, width, height, kernel = 'lanczos3') {
    const data = await rawSharp(picture)
        .resize({ width, height, fit: 'fill', kernel })
        .raw()
        .toBuffer();
    return { width, height, data };
}
function rawSharp({ data, width, height }) {
    return sharp(data, { raw: { width, height, channels: 3 } });
}
function megapixels(pixels) {
    return `${Number((pixels / 1e6).toPrecision(3))} megapixels`;
}
function mebibytes(bytes) {
    return `${Number((bytes / 2 ** 20).toPrecision(3))} MiB`;
}
