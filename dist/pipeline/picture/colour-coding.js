/** H.273, table 2, to the primaries of BT.709, which are sRGB's. */
const PRIMARIES = {
    // BT.2020
    9: [
        [1.660491, -0.587641, -0.07285],
        [-0.12455, 1.1329, -0.008349],
        [-0.018151, -0.100579, 1.11873],
    ],
    // Display P3
    12: [
        [1.22494, -0.22494, 0],
        [-0.042057, 1.042057, 0],
        [-0.019638, -0.078636, 1.098274],
    ],
};
/** Reference white of HDR (BT.2408) as a share of PQ's 10,000 cd/m² and of HLG's peak. */
const WHITE = { pq: 203 / 10_000, hlg: 0.265 };
/** H.273, table 3, less those that agree with sRGB's for a viewer (1, 6, 13, 14, 15). */
const TRANSFERS = {
    4: (v) => v ** 2.2,
    5: (v) => v ** 2.8,
    8: (v) => v,
    // SMPTE ST 2084, equation 4.1
    16: (v) => {
        const p = v ** (1 / 78.84375);
        return ((Math.max(p - 0.8359375, 0) / (18.8515625 - 18.6875 * p)) ** (1 / 0.1593017578125) / WHITE.pq);
    },
    // BT.2100, the inverse of HLG's OETF
    18: (v) => (v <= 0.5 ? v ** 2 / 3 : (Math.exp((v - 0.55991073) / 0.17883277) + 0.28466892) / 12) /
        WHITE.hlg,
};
/** IEC 61966-2-1 */
const srgbLight = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const srgbSample = (light) => light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
/** The coding that a file states and the decoder passes over; null for sRGB. */
export function colourCodingOf(file) {
    const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
    return bytes.subarray(1, 4).toString('latin1') === 'PNG' ? ofPng(bytes) : ofAvif(bytes);
}
function ofPng(bytes) {
    let gamma = 0;
    for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
        const type = bytes.toString('latin1', at + 4, at + 8);
        if (type === 'IDAT')
            break;
        if (type === 'cICP')
            return coding(bytes[at + 8], bytes[at + 9]);
        if (type === 'sRGB')
            return null;
        if (type === 'gAMA')
            gamma = bytes.readUInt32BE(at + 8) / 100_000;
    }
    // What is near sRGB's 1/2.2 is meant as it; nonsense is passed over.
    if (gamma < 0.1 || gamma > 5 || Math.abs(gamma * 2.2 - 1) < 0.05)
        return null;
    return { light: (sample) => sample ** (1 / gamma), toSrgb: null };
}
function ofAvif(bytes) {
    if (bytes.toString('latin1', 4, 8) !== 'ftyp')
        return null;
    const box = bytes.subarray(0, 65_536).indexOf('colrnclx');
    return box < 0 || box + 12 > bytes.length
        ? null
        : coding(bytes.readUInt16BE(box + 8), bytes.readUInt16BE(box + 10));
}
function coding(primaries, transfer) {
    const toSrgb = PRIMARIES[primaries ?? 2] ?? null;
    const light = TRANSFERS[transfer ?? 2];
    return toSrgb || light ? { light: light ?? srgbLight, toSrgb } : null;
}
/** RGB samples of 0 … `max` as 8-bit sRGB; what lies outside its gamut is clipped. */
export function toSrgb(samples, max, { light, toSrgb: matrix }) {
    const lights = Float32Array.from({ length: max + 1 }, (_, sample) => light(sample / max));
    const encode = (value) => Math.round(255 * srgbSample(Math.min(Math.max(value, 0), 1)));
    if (!matrix) {
        const table = Uint8Array.from(lights, encode);
        return Uint8Array.from(samples, (sample) => table[sample]);
    }
    const out = new Uint8Array(samples.length);
    for (let i = 0; i < samples.length; i += 3) {
        const [r, g, b] = [lights[samples[i]], lights[samples[i + 1]], lights[samples[i + 2]]];
        for (const [c, row] of matrix.entries())
            out[i + c] = encode(row[0] * r + row[1] * g + row[2] * b);
    }
    return out;
}
