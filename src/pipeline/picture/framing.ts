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
export function framedSize(
  { width, height }: PixelSize,
  { fit, size, multiple }: Framing,
): PixelSize {
  if (fit === 'crop') return { width: size, height: size };
  const longest = floorTo((size * size) / multiple, multiple);
  const side = (length: number) => {
    const scaled = floorTo((length * size) / Math.sqrt(width * height), multiple);
    return Math.min(Math.max(scaled, multiple), longest);
  };
  return { width: side(width), height: side(height) };
}

/**
 * The size to keep a picture at, for models that look at up to `side` pixels: its shorter side for a
 * crop, or its area for a fit. The area stays within 2·side², whatever the aspect ratio.
 */
export function keptSize({ width, height }: PixelSize, side: number): PixelSize {
  const scale = Math.min(1, side / Math.min(width, height), side * Math.sqrt(2 / (width * height)));
  const scaled = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: scaled(width), height: scaled(height) };
}

function floorTo(value: number, multiple: number): number {
  return Math.floor(value / multiple) * multiple;
}
