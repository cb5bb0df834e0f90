import { sharp } from '../pipeline/picture/sharp.js';
import { drawText } from './text.js';
const PAPER = '#faf8f5';
const INK = '#1f2430';
const SOFT_INK = '#6d7280';
const MARGIN = 40;
const GAP = 16;
const CORNER = 12;
/** Draws pictures with captions on one sheet; PNG bytes. */
export async function drawContactSheet(sheet) {
    const width = sheet.width ?? 1_080;
    const overlays = [];
    let y = MARGIN;
    const write = async (text, at, top) => {
        const drawn = await drawText(text, at);
        overlays.push({ input: drawn.png, left: at.x, top });
        return top + drawn.height;
    };
    const line = { x: MARGIN, maxWidth: width - 2 * MARGIN };
    y = await write(sheet.title, { ...line, size: 26, colour: INK, bold: true }, y);
    if (sheet.subtitle !== undefined)
        y = await write(sheet.subtitle, { ...line, size: 15, colour: SOFT_INK }, y + 10);
    y += 24;
    for (const row of sheet.rows) {
        if (row.title !== undefined)
            y = (await write(row.title, { ...line, size: 14, colour: SOFT_INK, bold: true }, y)) + 12;
        const perLine = Math.max(1, Math.floor((width - 2 * MARGIN + GAP) / (row.cellSize + GAP)));
        for (let start = 0; start < row.cells.length; start += perLine) {
            let bottom = y;
            for (const [column, cell] of row.cells.slice(start, start + perLine).entries()) {
                const x = MARGIN + column * (row.cellSize + GAP);
                overlays.push({ input: await roundedPicture(cell.picture, row.cellSize), left: x, top: y });
                const text = { x, maxWidth: row.cellSize };
                const small = row.cellSize < 160;
                let end = await write(cell.caption, { ...text, size: small ? 12 : 14, colour: INK, bold: true }, y + row.cellSize + 10);
                if (cell.note !== undefined)
                    end = await write(cell.note, { ...text, size: 12, colour: SOFT_INK }, end + 5);
                bottom = Math.max(bottom, end);
            }
            y = bottom + GAP + 8;
        }
        y += 8;
    }
    const height = y + MARGIN - GAP;
    return await sharp({ create: { width, height, channels: 3, background: PAPER } })
        .composite(overlays)
        .png()
        .toBuffer();
}
async function roundedPicture(picture, side) {
    const { width, height } = picture;
    const scale = side / Math.max(width, height);
    const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
    const alpha = roundedCorners(w, h);
    return await sharp(picture.data, { raw: { width, height, channels: 3 } })
        .resize(w, h, { kernel: 'lanczos3' })
        .joinChannel(Buffer.from(alpha), { raw: { width: w, height: h, channels: 1 } })
        .png()
        .toBuffer();
}
/** The opacity of each pixel, [height, width]: how far it lies within the rounded rectangle. */
function roundedCorners(width, height) {
    const beyond = (at, length) => Math.max(CORNER - at, at - (length - CORNER), 0);
    return Uint8Array.from({ length: width * height }, (_, i) => {
        const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
        const distance = Math.hypot(beyond(x, width), beyond(y, height));
        return 255 * Math.min(Math.max(CORNER - distance + 0.5, 0), 1);
    });
}
