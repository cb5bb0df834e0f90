/** Width and height in pixels. */
export interface PixelSize {
    readonly width: number;
    readonly height: number;
}
/** How a picture of any aspect ratio becomes one that the model takes. Lengths in pixels. */
export interface Framing {
    /** `crop`: the centre square; `fit`: the whole picture, in its own aspect ratio. */
    readonly fit: 'crop' | 'fit';
    /** Side of the model's square; `fit` has at most its area. */
    readonly size: number;
    /** Width and height of a fitted picture are multiples of this. */
    readonly multiple: number;
}
/** The size at which the model sees a picture of the given size. */
export declare function framedSize({ width, height }: PixelSize, { fit, size, multiple }: Framing): PixelSize;
/**
 * The size to keep a picture at, for models that look at up to `side` pixels: its shorter side for a
 * crop, or its area for a fit. The area stays within 2·side², whatever the aspect ratio.
 */
export declare function keptSize({ width, height }: PixelSize, side: number): PixelSize;
