import type { Picture } from './types.ts';
/** Peak signal-to-noise ratio in dB between two pictures of one size; infinite when they are equal. */
export declare function psnr(a: Picture, b: Picture): number;
