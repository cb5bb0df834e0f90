import type { Picture } from '../../pipeline/types.ts';
import type { GridBlock, HeatStripBlock, PictureFile } from './views.ts';
/** The pixels of a PNG that this program wrote. */
export declare function pixelsOf(png: Uint8Array): Promise<Picture>;
/** A picture large enough to look at: small models draw small pictures. PNG in and out. */
export declare function enlarged(png: Uint8Array, side?: number): Promise<Uint8Array>;
/** Before and after as one picture. */
export declare function sideBySide(before: PictureFile, after: PictureFile): Promise<Uint8Array>;
/** Variations as one picture, numbered from 1. */
export declare function gridOf({ pictures, captions }: GridBlock): Promise<Uint8Array>;
/** One overlay a word, in the prompt's order. */
export declare function heatStrip({ words }: HeatStripBlock): Promise<Uint8Array>;
