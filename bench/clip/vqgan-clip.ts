import { adam } from '../../src/pipeline/diffusion/inversion/adam.ts';
import { type ClipEdit, type ClipEdited, type ClipParts, randomParts, weighed } from './editors.ts';

const ITERATIONS = 60;
const RATE = 0.05;
/** Weight of staying near the picture's own latent, when it begins; it fades to nothing. */
const NEARNESS = 0.1;

/**
 * VQGAN+CLIP's editing (Crowson et al. 2022): from the picture's own latent, Adam on the cosine of random parts of
 * the decoded picture with the target sentence, and an L2 term towards the first latent whose weight decays.
 *
 * Simplified: the bundled autoencoder has no codebook, so that z is not quantised and needs no straight-through
 * estimator; of the augmentations there are random places and sizes, without flips, colour jitter and noise.
 */
export async function vqganClip(
  { model, clip, decoder, parts, size }: ClipParts,
  { picture, target, seed }: ClipEdit,
): Promise<ClipEdited> {
  const first = await model.vae.encode(picture);
  const aim = { target: await clip.ofText(target) };
  const update = adam(RATE);
  let latent = first;
  for (let i = 0; i < ITERATIONS; i++) {
    const decoded = await decoder.decode(latent);
    const { gradient } = await parts.towards(decoded, randomParts(size, 1000 * seed + i), aim);
    const towards = await decoder.reverse(latent, gradient);
    const nearness = (NEARNESS * (1 - i / ITERATIONS) * 2) / latent.data.length;
    // ℒ = −cos + λ mean (z − z_0)²
    latent = update(latent, weighed([-1, towards], [nearness, latent], [-nearness, first]));
  }
  return { picture: await model.vae.decode(latent), unetRows: 0 };
}
