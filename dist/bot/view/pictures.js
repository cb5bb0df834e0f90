import { drawText } from '../../drawing/text.js';
import { sharp } from '../../pipeline/picture/sharp.js';
const DISPLAY_SIDE = 512;
const GAP = 12;
const PAPER = '#ffffff';
const INK = '#1f2430';
const SOFT_INK = '#666b78';
const LABEL = { size: 16, height: 34 };
const DETAIL = { size: 14, height: 20 };
/** The pixels of a PNG that this program wrote. */
export async function pixelsOf(png) {
    const { data, info } = await sharp(png)
        .removeAlpha()
        .toColourspace('srgb')
        .raw()
        .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
}
/** A picture large enough to look at: small models draw small pictures. PNG in and out. */
export async function enlarged(png, side = DISPLAY_SIDE) {
    const { width, height } = await sharp(png).metadata();
    if (Math.max(width, height) >= side)
        return png;
    return await sharp(png)
        .resize({ width: side, height: side, fit: 'inside', kernel: 'lanczos3' })
        .png()
        .toBuffer();
}
/** Before and after as one picture. */
export async function sideBySide(before, after) {
    return await tiles([
        { picture: before.bytes, label: 'before' },
        { picture: after.bytes, label: 'after' },
    ], { columns: 2, side: 384 });
}
/** Variations as one picture, numbered from 1. */
export async function gridOf({ pictures, captions }) {
    const cells = pictures.map(({ bytes }, i) => {
        const [name, ...details] = captions?.[i]?.split('\n') ?? [];
        return {
            picture: bytes,
            label: name === undefined ? `${i + 1}` : `${i + 1} · ${name}`,
            details,
        };
    });
    const columns = Math.ceil(Math.sqrt(pictures.length));
    return await tiles(cells, { columns, side: columns > 4 ? 160 : columns > 2 ? 256 : 384 });
}
/** One overlay a word, in the prompt's order. */
export async function heatStrip({ words }) {
    const cells = words.map(({ word, overlay }) => ({ picture: overlay.bytes, label: word }));
    return await tiles(cells, { columns: Math.min(6, Math.max(1, cells.length)), side: 176 });
}
async function tiles(cells, { columns, side }) {
    const rows = Math.ceil(cells.length / columns);
    const lines = Math.max(0, ...cells.map(({ details = [] }) => details.length));
    const step = { x: side + GAP, y: side + LABEL.height + lines * DETAIL.height + GAP };
    const overlays = await Promise.all(cells.flatMap(({ picture, label, details = [] }, i) => {
        const left = GAP + (i % columns) * step.x;
        const top = GAP + Math.floor(i / columns) * step.y;
        const write = async (text, { size }, y, colour) => {
            const { png } = await drawText(text, { size, colour, maxWidth: side });
            return { input: png, left: left + 2, top: y };
        };
        const under = top + side + 8;
        return [
            sharp(picture)
                .resize(side, side, { fit: 'contain', background: PAPER, kernel: 'lanczos3' })
                .png()
                .toBuffer()
                .then((input) => ({ input, left, top })),
            write(label, LABEL, under, INK),
            ...details.map((detail, k) => write(detail, DETAIL, under + LABEL.height - 10 + k * DETAIL.height, SOFT_INK)),
        ];
    }));
    return await sharp({
        create: {
            width: GAP + columns * step.x,
            height: GAP + rows * step.y,
            channels: 3,
            background: PAPER,
        },
    })
        .composite(overlays)
        .png()
        .toBuffer();
}
