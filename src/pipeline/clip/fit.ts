import type { EditResult, Fit } from '../edit-types.ts';
import { companionOf } from '../model/registry.ts';
import type { Picture } from '../types.ts';
import { type Clip, cosine, openClip } from './clip.ts';

/** Where the posted picture fits the new words about as well as its own there is nothing to measure by. */
const LEAST_SPAN = 0.02;

/** A posted picture, and the sentence that says what it shows. */
interface Posted {
  readonly picture: Picture;
  readonly prompt: string;
}

/** Measures results by the CLIP of a model folder or that of `CLIP`, which is opened when first needed. */
export class FitMeter {
  readonly #modelPath: string;
  #clip: Promise<Clip> | undefined;

  constructor(modelPath: string) {
    this.#modelPath = modelPath;
  }

  /** The results with their `fit`; as they are where there is no CLIP. Throws `bad-model` for a broken one. */
  async measured(posted: Posted, results: readonly EditResult[]): Promise<EditResult[]> {
    const clip = await this.clip();
    if (clip === null) return [...results];
    const fits = await fitsOf(clip, posted, results);
    return results.map((result, i) => ({ ...result, fit: fits[i]! }));
  }

  /** Tells how far pictures have gone over to other words, see `turningOf`; null where nothing tells. */
  async turning(posted: Posted, targetPrompt: string): Promise<Turning | null> {
    const clip = await this.clip();
    return clip && (await turningOf(clip, posted, targetPrompt));
  }

  /** The CLIP itself; null where there is none. It stays this meter's. Throws `bad-model` for a broken one. */
  async clip(): Promise<Clip | null> {
    const folder = companionOf(this.#modelPath, 'CLIP');
    if (folder === null) return null;
    this.#clip ??= openClip(folder);
    this.#clip.catch(() => {
      this.#clip = undefined;
    });
    return await this.#clip;
  }

  async close(): Promise<void> {
    await (await this.#clip)?.close();
  }
}

/** How well each result shows its target prompt, beside the posted picture and its own prompt. */
export async function fitsOf(
  clip: Clip,
  posted: Posted,
  results: readonly Pick<EditResult, 'picture' | 'targetPrompt'>[],
): Promise<Fit[]> {
  const sentences = new Map<string, Promise<Float32Array>>();
  const read = (text: string) => {
    const known = sentences.get(text) ?? clip.ofText(text);
    sentences.set(text, known);
    return known;
  };
  const before = await clip.ofPicture(posted.picture);
  const most = cosine(before, await read(posted.prompt));
  const fits: Fit[] = [];
  for (const { picture, targetPrompt } of results) {
    const sentence = await read(targetPrompt);
    const score = cosine(await clip.ofPicture(picture), sentence);
    const least = cosine(before, sentence);
    const share = (score - least) / (most - least);
    fits.push({
      score,
      share: most - least < LEAST_SPAN ? null : Math.min(1, Math.max(0, share)),
    });
  }
  return fits;
}

/**
 * How far a picture has gone from the words of the posted one to others: −1 where it still fits as the posted one does,
 * 0 where it fits both alike, 1 where it has turned round.
 */
export type Turning = (picture: Picture) => Promise<number>;

/**
 * With c the difference of a picture's cosines with the other words and its own: c / −c₀, where c₀ is the posted
 * picture's. Null where that one fits both alike.
 */
export async function turningOf(
  clip: Clip,
  posted: Posted,
  targetPrompt: string,
): Promise<Turning | null> {
  const [own, other] = [await clip.ofText(posted.prompt), await clip.ofText(targetPrompt)];
  const preferenceOf = async (shown: Picture): Promise<number> => {
    const seen = await clip.ofPicture(shown);
    return cosine(seen, other) - cosine(seen, own);
  };
  const before = await preferenceOf(posted.picture);
  return before > -LEAST_SPAN ? null : async (picture) => (await preferenceOf(picture)) / -before;
}
