import { type Inversion } from './types.ts';
export declare function serializeInversion(inversion: Inversion): Uint8Array;
/** Throws `bad-inversion` for bytes that are foreign, damaged, cut short or of a newer version. */
export declare function parseInversion(bytes: Uint8Array): Inversion;
