import type { Picture } from '../types.ts';
import { blur, CELL_SIGMA, maxWithin } from './blur.ts';

/** Root mean square over the channels, of 255, up to which a difference is the model's unrest. */
const UNREST = 10;
/** The same, from which a difference is a change. */
const CHANGE = 25;

/** What an edit started from. */
export interface Unedited {
  readonly original: Picture;
  readonly reconstruction: Picture;
}

/**
 * Takes from the picture itself what an edit has left alone, so that it keeps the details which the
 * autoencoder loses and does not drift. An edit has left alone what looks like the reconstruction:
 *
 *     d = blur(rms(drawn − reconstruction)),  m = smoothstep(10, 25, d),  result = m·drawn + (1 − m)·original
 *
 * Where the edit was local, to an object, what the reconstruction had lost of the old one goes with
 * it, such as whiskers: near a change, m also rises with the reconstruction's own error.
 *
 * All pictures have one size. `cell` is the side of a latent's cell in pixels, to which the blur is
 * proportional. A change of tone that is weaker than the thresholds everywhere is lost.
 */
export function keepUnchanged(
  drawn: Picture,
  { original, reconstruction }: Unedited,
  { cell, isLocal }: { readonly cell: number; readonly isLocal: boolean },
): Picture {
  const { width, height } = drawn;
  const changes = difference(drawn, reconstruction, cell);
  if (isLocal) {
    const losses = difference(original, reconstruction, cell);
    const near = blur(maxWithin(changes, drawn, cell), drawn, CELL_SIGMA * cell);
    for (const [pixel, share] of near.entries())
      changes[pixel] = Math.max(changes[pixel]!, share * losses[pixel]!);
  }
  const data = drawn.data.map((value, i) => {
    const share = changes[Math.floor(i / 3)]!;
    return Math.round(share * value + (1 - share) * original.data[i]!);
  });
  return { width, height, data };
}

/** Where two pictures differ, 0 … 1 for each pixel. */
function difference(a: Picture, b: Picture, cell: number): Float32Array {
  const differences = new Float32Array(a.width * a.height);
  for (let pixel = 0; pixel < differences.length; pixel++) {
    let squares = 0;
    for (let i = 3 * pixel; i < 3 * pixel + 3; i++) squares += (a.data[i]! - b.data[i]!) ** 2;
    differences[pixel] = Math.sqrt(squares / 3);
  }
  return blur(differences, a, CELL_SIGMA * cell).map(smoothstep);
}

function smoothstep(difference: number): number {
  const x = Math.min(Math.max((difference - UNREST) / (CHANGE - UNREST), 0), 1);
  return x * x * (3 - 2 * x);
}
