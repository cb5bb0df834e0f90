import type { Picture } from '../types.ts';

/** Peak signal-to-noise ratio in dB between two pictures of one size; infinite when they are equal. */
export function psnr(a: Picture, b: Picture): number {
  const squares = a.data.reduce((sum, value, i) => sum + (value - b.data[i]!) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (squares / a.data.length));
}
