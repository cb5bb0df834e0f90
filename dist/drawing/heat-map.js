import { sharp } from '../pipeline/picture/sharp.js';
/** What a word looked at, over the picture: the rest of the picture fades to grey. */
export async function heatMapOverlay(picture, { map }) {
    const { width, height } = picture;
    const [mapHeight, mapWidth] = map.dims;
    if (mapHeight === undefined || mapWidth === undefined)
        throw new RangeError(`A word map has two dimensions; got [${map.dims.join(', ')}].`);
    const grey = Uint8Array.from(map.data, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
    const heat = await sharp(grey, { raw: { width: mapWidth, height: mapHeight, channels: 1 } })
        .resize(width, height, { kernel: 'cubic', fit: 'fill' })
        .extractChannel(0)
        .raw()
        .toBuffer();
    const data = new Uint8Array(width * height * 3);
    for (let i = 0; i < width * height; i++) {
        const [r, g, b] = [picture.data[3 * i], picture.data[3 * i + 1], picture.data[3 * i + 2]];
        const luminance = 0.3 * r + 0.59 * g + 0.11 * b;
        const level = heat[i] / 255;
        const faded = 0.35 * luminance + 20;
        const glow = glowAt(level);
        for (const [channel, colour] of [r, g, b].entries()) {
            const shown = faded + (colour - faded) * level;
            data[3 * i + channel] = Math.round(shown + (glow[channel] - shown) * 0.45 * level);
        }
    }
    return { width, height, data };
}
/** Where a picture might change, over it: the rest of the picture fades to grey. */
export async function maskOverlay(picture, mask) {
    const { width, height, data } = mask;
    const map = Float32Array.from({ length: width * height }, (_, i) => data[3 * i] / 255);
    return await heatMapOverlay(picture, { word: '', map: { data: map, dims: [height, width] } });
}
/** From deep red at 0 to warm yellow at 1. */
function glowAt(level) {
    return [200 + 55 * level, 30 + 170 * level * level, 40 * (1 - level)];
}
