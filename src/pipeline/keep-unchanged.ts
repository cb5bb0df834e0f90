import type { Picture } from './types.ts';

/** Root mean square over the channels, of 255, up to which a difference is the model's unrest. */
const UNREST = 10;
/** The same, from which a difference is a change. */
const CHANGE = 25;
/** Of the blur that a difference is judged by, in cells of the latent. */
const SIGMA = 1 / 4;

/**
 * Takes from the picture itself what an edit has left alone, so that it keeps the details which the
 * autoencoder loses and does not drift. An edit has left alone what looks like the reconstruction:
 *
 *     d = blur(rms(drawn − reconstruction)),  m = smoothstep(10, 25, d),  result = m·drawn + (1 − m)·original
 *
 * All pictures have one size. `cell` is the side of a latent's cell in pixels, to which the blur is
 * proportional. A change of tone that is weaker than the thresholds everywhere is lost.
 */
export function keepUnchanged(
  drawn: Picture,
  before: { readonly original: Picture; readonly reconstruction: Picture },
  cell: number,
): Picture {
  const { original, reconstruction } = before;
  const { width, height } = drawn;
  const differences = new Float32Array(width * height);
  for (let pixel = 0; pixel < differences.length; pixel++) {
    let squares = 0;
    for (let i = 3 * pixel; i < 3 * pixel + 3; i++)
      squares += (drawn.data[i]! - reconstruction.data[i]!) ** 2;
    differences[pixel] = Math.sqrt(squares / 3);
  }
  const shares = blur(differences, { width, height }, SIGMA * cell).map(smoothstep);
  const data = drawn.data.map((value, i) => {
    const share = shares[Math.floor(i / 3)]!;
    return Math.round(share * value + (1 - share) * original.data[i]!);
  });
  return { width, height, data };
}

function smoothstep(difference: number): number {
  const x = Math.min(Math.max((difference - UNREST) / (CHANGE - UNREST), 0), 1);
  return x * x * (3 - 2 * x);
}

/** A Gaussian blur of standard deviation `sigma`, of a plane [height, width] that goes on as its edge. */
function blur(
  plane: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
  sigma: number,
): Float32Array {
  const radius = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  const along = (values: Float32Array, length: number, stride: number) =>
    values.map((_, cell) => {
      const place = Math.floor(cell / stride) % length;
      const start = cell - place * stride;
      let total = 0;
      for (let i = -radius; i <= radius; i++) {
        const at = Math.min(Math.max(place + i, 0), length - 1);
        total += weights[i + radius]! * values[start + at * stride]!;
      }
      return total / sum;
    });
  return along(along(plane, width, 1), height, width);
}
