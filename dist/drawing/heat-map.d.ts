import type { Picture, WordMap } from '../pipeline/types.ts';
/** What a word looked at, over the picture: the rest of the picture fades to grey. */
export declare function heatMapOverlay(picture: Picture, { map }: WordMap): Promise<Picture>;
/** Where a picture might change, over it: the rest of the picture fades to grey. */
export declare function maskOverlay(picture: Picture, mask: Picture): Promise<Picture>;
