import { WordbrushError } from '../errors.js';
import { sharp } from './sharp.js';
const HEAD_LENGTH = 512;
/** What the decoder calls the kinds that are taken. An AVIF is a HEIF whose codec is AV1. */
const isTaken = ({ format, compression }) => format === 'heif' ? compression === 'av1' : ['jpeg', 'png', 'webp', 'gif'].includes(format ?? '');
// What the first bytes claim, read as Latin-1. A claim only chooses the sentence for a file that the
// decoder does not know.
const CLAIMS_TO_BE_TAKEN = [
    /^\xff\xd8\xff/, // JPEG
    /^\x89PNG\r\n/,
    /^GIF8[79]a/,
    /^RIFF.{4}WEBP/s,
    /^\0.{3}ftyp(.{4}){0,14}avi[fs]/s, // AVIF among the brands of an ISO media file
];
const CLAIMS = [
    [/^\0.{3}ftyp(.{4}){0,14}he[iv][cmsx]/s, 'a HEIC picture'],
    [/^\0.{3}ftyp/s, 'a video'],
    [/^(II\*|MM\0\*)/, 'a TIFF picture'],
    [/^BM.{4}\0{4}/s, 'a BMP picture'],
    [/^(\0{3}.JXL |\xff\n)/s, 'a JPEG XL picture'],
    [/^%PDF-/, 'a PDF document'],
    [/<svg[\s>]/i, 'an SVG drawing'],
    [/<(!doctype html|html|head|body)\b/i, 'a web page'],
    [/^[\t\n\r\x20-\x7e\x80-\xff]+$/, 'text'],
];
/**
 * Opens JPEG, PNG, WebP, AVIF or GIF. What a file is, the decoder says: names, content types and
 * first bytes are only claims.
 *
 * @throws WordbrushError `bad-image` for any other kind, and for a header that cannot be read
 */
export async function openPicture(file) {
    const bytes = asStillAvif(file);
    const refuse = (cause) => {
        const head = Buffer.from(bytes.subarray(0, HEAD_LENGTH)).toString('latin1');
        if (CLAIMS_TO_BE_TAKEN.some((signature) => signature.test(head)))
            throw damaged(cause);
        const [, name] = CLAIMS.find(([signature]) => signature.test(head)) ?? [];
        throw new WordbrushError('bad-image', `The file is ${name ?? 'not a known kind of picture'}. Send a JPEG, PNG, WebP, AVIF or GIF.`, { cause });
    };
    // The header is read whatever size it claims, so that the answer can name it.
    const header = await sharp(bytes, { failOn: 'error', limitInputPixels: false })
        .metadata()
        .catch(refuse);
    if (!isTaken(header))
        refuse();
    return {
        header,
        pixels: (maxPixels) => sharp(bytes, { failOn: 'error', limitInputPixels: maxPixels }),
    };
}
/** The sentence for a file whose pixels cannot be decoded. */
export function damaged(cause) {
    return new WordbrushError('bad-image', 'The picture is damaged or cut short and cannot be opened. Send the original file again.', { cause });
}
/** An animated AVIF is a still one to a decoder that passes over the brand of sequences (ISO 23000-22). */
function asStillAvif(file) {
    if (Buffer.from(file.subarray(4, 12)).toString('latin1') !== 'ftypavis')
        return file;
    const still = Buffer.from(file);
    still.write('avif', 8, 'latin1');
    return still;
}
