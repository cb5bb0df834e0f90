import type { EditResult, Fit } from '../edit-types.ts';
import { companionOf } from '../model/registry.ts';
import type { Picture } from '../types.ts';
import { type Clip, cosine, openClip } from './clip.ts';

/** Where the posted picture fits the new words about as well as its own there is nothing to measure by. */
const LEAST_SPAN = 0.02;

/** A posted picture, and the sentence that says what it shows. */
export interface Posted {
  readonly picture: Picture;
  readonly prompt: string;
}

type Drawn = Pick<EditResult, 'picture' | 'targetPrompt'>;

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

  /**
   * How far a picture that was drawn for other words has gone from the posted one's to its own: −1 where it still
   * fits as the posted one does, 0 where it fits both alike, 1 where it has turned round. Null where there is no
   * CLIP, or where the posted picture fits both alike. Throws `bad-model` for a broken one.
   */
  async turned(posted: Posted, { picture, targetPrompt }: Drawn): Promise<number | null> {
    const clip = await this.clip();
    return clip && (await turnedBy(clip, posted, { picture, targetPrompt }));
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
  results: readonly Drawn[],
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

/** See `FitMeter.turned`: (p − q) of the drawn picture by −(p − q) of the posted, p by the new words and q by the old. */
export async function turnedBy(
  clip: Clip,
  posted: Posted,
  { picture, targetPrompt }: Drawn,
): Promise<number | null> {
  const [own, other] = [await clip.ofText(posted.prompt), await clip.ofText(targetPrompt)];
  const preferenceOf = async (shown: Picture): Promise<number> => {
    const seen = await clip.ofPicture(shown);
    return cosine(seen, other) - cosine(seen, own);
  };
  const before = await preferenceOf(posted.picture);
  return before > -LEAST_SPAN ? null : (await preferenceOf(picture)) / -before;
}
