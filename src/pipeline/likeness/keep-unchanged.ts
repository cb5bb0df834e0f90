import type { Picture } from '../types.ts';
import { blur, CELL_SIGMA, maxWithin } from './blur.ts';

/** Root mean square over the channels, of 255, up to which a difference is the model's unrest. */
const UNREST = 10;
/** The same, from which a difference is a change. */
const CHANGE = 25;
/** From this on, 0 … 1, the reconstruction has lost something of a pixel. */
const LOST = 0.02;
/** Cells that what was lost goes on from where the picture changed. */
const REACH = 3;

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
 * it, such as whiskers: near a change, m also rises with the reconstruction's own error, and what
 * hangs together with that goes to its tip.
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
    const whole = blur(
      maxWithin(reached(near, losses, drawn, REACH * cell), drawn, 1),
      drawn,
      (CELL_SIGMA * cell) / 4,
    );
    for (const [pixel, share] of near.entries())
      changes[pixel] = Math.max(changes[pixel]!, share * losses[pixel]!, whole[pixel]!);
  }
  const data = drawn.data.map((value, i) => {
    const share = changes[Math.floor(i / 3)]!;
    return Math.round(share * value + (1 - share) * original.data[i]!);
  });
  return { width, height, data };
}

/** Share of the pixels that must have changed for an edit to be seen: a flake of snow or two. */
const SEEN = 0.004;

/** Whether an edit drew anything that `keepUnchanged` would take of it. */
export function isSeen(
  drawn: Picture,
  reconstruction: Picture,
  { cell }: { readonly cell: number },
): boolean {
  const changed = difference(drawn, reconstruction, cell).filter((share) => share > 0.5);
  return changed.length > SEEN * drawn.width * drawn.height;
}

/**
 * Pixels, as 1, of what was lost in one piece with something `near`, at most `farthest` steps from it: a
 * whisker goes to its tip.
 */
function reached(
  near: Float32Array,
  losses: Float32Array,
  { width, height }: Picture,
  farthest: number,
): Float32Array {
  const found = near.map((share, pixel) => Number(share > 0.5 && losses[pixel]! > LOST));
  let edge = [...found.keys()].filter((pixel) => found[pixel] === 1);
  for (let step = 0; step < farthest && edge.length > 0; step++) {
    const next: number[] = [];
    for (const pixel of edge) {
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      for (const [u, v] of [
        [x - 1, y],
        [x + 1, y],
        [x, y - 1],
        [x, y + 1],
      ] as const) {
        const neighbour = v * width + u;
        if (u < 0 || u >= width || v < 0 || v >= height || found[neighbour] === 1) continue;
        if (losses[neighbour]! <= LOST) continue;
        found[neighbour] = 1;
        next.push(neighbour);
      }
    }
    edge = next;
  }
  return found;
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
