import type { Picture } from '../src/pipeline/types.ts';
import type { Area } from './kept-area.ts';
import { ANYWHERE, bestSsimWithin, grayOf } from './similarity.ts';

/**
 * SSIM with the true glyph from which an object is whole. True pictures blurred by a pixel have 0.93 and
 * more, and after the autoencoder 0.88; blurred by three pixels 0.67, warped by two 0.63, half drawn 0.62
 * (means of eight).
 */
const WHOLE = 0.72;

/** How near an object comes to the true glyph, wherever it stands and however large: at most 1. */
export function realismOf(area: Area, picture: Picture, truth: Picture): number {
  return bestSsimWithin(area, grayOf(picture), grayOf(truth), ANYWHERE);
}

/** Whether it is that glyph and no smear, which a classifier takes for it too. */
export function isWhole(realism: number): boolean {
  return realism >= WHOLE;
}
