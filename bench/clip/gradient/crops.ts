/** A square part of a picture, in pixels; what lies outside the picture repeats its edge. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/**
 * The weights [to, from] by which a row of `from` samples becomes `to` samples of its part that starts at
 * `start` and is `size` long: a triangle as wide as a new sample, and never narrower than an old one, as
 * PIL's bilinear filter. Resampling a picture is then two matrix products, A_h x A_wᵀ.
 */
export function resampling(
  from: number,
  to: number,
  { start, size }: { readonly start: number; readonly size: number },
): Float32Array {
  const weights = new Float32Array(to * from);
  const scale = size / to;
  const reach = Math.max(1, scale);
  for (let i = 0; i < to; i++) {
    const centre = start + (i + 0.5) * scale;
    const row = weights.subarray(i * from, (i + 1) * from);
    let sum = 0;
    for (let at = Math.floor(centre - reach); at <= Math.ceil(centre + reach); at++) {
      const weight = Math.max(0, 1 - Math.abs(at + 0.5 - centre) / reach);
      row[Math.min(from - 1, Math.max(0, at))]! += weight;
      sum += weight;
    }
    for (let at = 0; at < from; at++) row[at]! /= sum;
  }
  return weights;
}

/** The middle square of a picture. */
export function middle({
  width,
  height,
}: {
  readonly width: number;
  readonly height: number;
}): Crop {
  const side = Math.min(width, height);
  return { left: (width - side) / 2, top: (height - side) / 2, side };
}
