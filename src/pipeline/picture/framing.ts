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

/**
 * The size at which the model sees a picture of the given size. Where multiples cannot have its
 * aspect ratio, the part that is lost is weighed against the pixels that are gained.
 */
export function framedSize(
  { width, height }: PixelSize,
  { fit, size, multiple }: Framing,
): PixelSize {
  if (fit === 'crop') return { width: size, height: size };
  const units = Math.floor(size / multiple) ** 2;
  const aspect = width / height;
  let best = { width: 0, height: 0, score: 0 };
  for (let h = 1; h <= units; h++)
    for (let w = 1; w * h <= units; w++) {
      const score = sharedAspect(aspect, w / h) * Math.sqrt(w * h);
      if (score > best.score) best = { width: w * multiple, height: h * multiple, score };
    }
  return { width: best.width, height: best.height };
}

/** Share of a picture that is left when it covers a frame of another aspect ratio. */
function sharedAspect(a: number, b: number): number {
  return Math.min(a / b, b / a);
}

/** The part of an upright picture that a model sees, as fractions of its width and height. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The frame of `fit: 'crop'`. */
export const SQUARE: PixelSize = { width: 1, height: 1 };

/**
 * What a model sees of a picture that covers a frame: a `SQUARE` leaves the sides of a panorama away.
 * Whoever asks for an inversion can show this before any work, and ask with `fit: 'fit'` (see
 * `InvertOptions`) for the whole picture; what that took is the frame of the inversion's `latent`.
 */
export function frameOf({ width, height }: PixelSize, of: PixelSize): Frame {
  const ratio = width / height / (of.width / of.height);
  const [w, h] = [Math.min(1, 1 / ratio), Math.min(1, ratio)];
  return { left: (1 - w) / 2, top: (1 - h) / 2, width: w, height: h };
}

/** A crop that leaves less than this of a picture is something to speak of. */
const WORTH_SAYING = 0.8;

/** How much of a picture its middle square is, 0 … 1; undefined where that is nearly all of it. */
export function shareOfSquare(size: PixelSize): number | undefined {
  const { width, height } = frameOf(size, SQUARE);
  return width * height < WORTH_SAYING ? width * height : undefined;
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
