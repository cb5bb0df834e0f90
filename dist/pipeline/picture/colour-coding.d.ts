/**
 * How a file without an ICC profile codes its colours, where that is not sRGB: the fields of
 * H.273 that PNG's cICP and AVIF's nclx carry, or PNG's gAMA.
 */
export interface ColourCoding {
    /** Light in 0 … 1 of a sample in 0 … 1. */
    readonly light: (sample: number) => number;
    /** Rows of the matrix from the file's linear RGB to sRGB's; null where its primaries are sRGB's. */
    readonly toSrgb: Matrix | null;
}
type Row = readonly [number, number, number];
type Matrix = readonly [Row, Row, Row];
/** The coding that a file states and the decoder passes over; null for sRGB. */
export declare function colourCodingOf(file: Uint8Array): ColourCoding | null;
/** RGB samples of 0 … `max` as 8-bit sRGB; what lies outside its gamut is clipped. */
export declare function toSrgb(samples: Uint8Array | Uint16Array, max: number, { light, toSrgb: matrix }: ColourCoding): Uint8Array;
export {};
