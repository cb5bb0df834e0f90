import { adam } from '../../src/pipeline/diffusion/inversion/adam.ts';
import { pictureToTensor, tensorToPicture } from '../../src/pipeline/model/parts/vae.ts';
import { tensor } from '../../src/pipeline/tensor.ts';
import {
  type ClipEdit,
  type ClipEdited,
  type ClipParts,
  randomParts,
  weighed,
  wholeOf,
} from './editors.ts';
import { composed, firstLayer, stretcher, withSparsity } from './layer.ts';

const DIALS = {
  iterations: 60,
  /** Of Adam. */
  rate: 0.08,
  /** Cells of the layer along a side: it is stretched to the picture, which keeps it smooth. */
  grid: 32,
  /** Weights of the losses beside that of the composition's cosine. */
  direction: 1,
  screen: 1,
  structure: 1,
  sparse: 0.3,
};
/** The green of the screen, in −1 … 1. */
const SCREEN = [-0.5, 0.19, -0.34] as const;

/**
 * Text2LIVE (Bar-Tal et al. 2022): an RGBA layer is made for this one picture, ℒ = ℒ_comp + ℒ_screen + ℒ_structure +
 * ℒ_reg, where the composition C = α·colour + (1 − α)·picture is to fit the target sentence and to move from the
 * picture's embedding as the sentences move, the layer over a green screen is to fit what it alone shows, C is to
 * keep the picture's self-similarity, and α is to be small.
 *
 * Simplified: the layer is optimised itself, as a coarse grid, where the paper trains a U-Net on many crops of the
 * picture; α starts from the words' attention, where the paper bootstraps it by a relevancy map; the structure is
 * that of the tower's last map; and where no words say what the layer alone shows, there is no screen loss.
 */
export async function text2live(
  parts: ClipParts,
  { picture, source, target, screen, relevance, seed }: ClipEdit,
): Promise<ClipEdited> {
  const { clip, size, whole } = parts;
  const { width, height } = size;
  const [own, wanted] = [await clip.ofText(source), await clip.ofText(target)];
  const aims = {
    composition: { target: wanted },
    direction: { target: unit(wanted.map((value, i) => value - own[i]!)) },
    screen: screen === null ? null : { target: await clip.ofText(screen) },
  };
  const from = await clip.ofPicture(picture);
  const posted = pictureToTensor(picture);
  const structure = await whole.structure(posted, wholeOf(size));
  const green = tensor(
    posted.data.map((_, i) => SCREEN[Math.floor(i / (width * height))]!),
    posted.dims,
  );

  const stretch = stretcher(size, DIALS.grid);
  const update = adam(DIALS.rate);
  let layer = firstLayer(relevance, size, DIALS.grid);
  let shown = composed(stretch.up(layer), posted);
  for (let i = 0; i < DIALS.iterations; i++) {
    const crops = randomParts(size, 1000 * seed + i);
    const { picture: composition } = shown;
    const fit = await parts.parts.towards(composition, crops, aims.composition);
    const moved = await parts.parts.towards(composition, crops, { ...aims.direction, from });
    const { gradient: unlike } = await whole.unlike(composition, wholeOf(size), structure);
    const toComposition = weighed(
      [-1, fit.gradient],
      [-DIALS.direction, moved.gradient],
      [DIALS.structure, unlike],
    );
    let toLayer = shown.reverse(toComposition);
    if (aims.screen) {
      const screened = composed(stretch.up(layer), green);
      const seen = await parts.parts.towards(screened.picture, crops, aims.screen);
      toLayer = weighed([1, toLayer], [-DIALS.screen, screened.reverse(seen.gradient)]);
    }
    layer = update(layer, stretch.down(withSparsity(toLayer, shown.alpha, DIALS.sparse)));
    shown = composed(stretch.up(layer), posted);
  }
  return { picture: tensorToPicture(shown.picture), unetRows: 0 };
}

function unit(values: Float32Array): Float32Array {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}
