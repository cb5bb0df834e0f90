import { type Clip, cosine } from '../clip/clip.ts';
import { WordbrushError } from '../errors.ts';
import type { ModelWords } from '../model/words.ts';
import type { Picture } from '../types.ts';
import { FEWEST } from './request.ts';

/** Factor on the cosines before their softmax: between nothing but the nearest noun, and all alike. */
const SHARPNESS = 8;
/**
 * Mean cosine with the other pictures under which one shows something else. Of renders of 40 glyphs in any
 * dress and weather, eight of them never seen by the model, 0.2 % of the sets of one glyph have such a picture, and
 * 81 % of the sets in which one picture of 3 to 5 shows another glyph; where all are unseen, 39 %.
 */
const LEAST_ALIKE = 0.41;

/**
 * Refuses pictures that show different things, as far as a CLIP can tell: each is said by how near it is to
 * the model's nouns, so that the background and what is worn do not count. Without nouns nobody can tell.
 *
 * @throws WordbrushError `bad-image`
 */
export async function checkAlike(
  pictures: readonly Picture[],
  name: string,
  clip: Clip,
  words: ModelWords | null,
): Promise<void> {
  const nouns = words ? [...words.animals, ...words.things] : [];
  if (nouns.length < 2) return;
  const said: Float32Array[] = [];
  for (const noun of nouns) said.push(await clip.ofText(`a ${noun}`));
  const shown: Float32Array[] = [];
  for (const picture of pictures) {
    const seen = await clip.ofPicture(picture);
    shown.push(shares(said.map((noun) => cosine(seen, noun))));
  }
  const odd = oddOne(shown);
  if (odd === null) return;
  const others = shown.toSpliced(odd, 1);
  const leaving = others.length < FEWEST ? '' : ', or leave it out';
  throw new WordbrushError(
    'bad-image',
    others.length > 1 && oddOne(others) === null
      ? `Picture ${odd + 1} seems to show something else than the others: send one of ${name} in its place${leaving}.`
      : `These pictures seem to show different things: send ones that all show ${name}.`,
  );
}

/** The one that is least like the others, where that is too little. */
function oddOne(shown: readonly Float32Array[]): number | null {
  const alike = shown.map((own, i) => {
    const others = shown.toSpliced(i, 1);
    return others.reduce((sum, other) => sum + cosine(own, other), 0) / others.length;
  });
  const least = Math.min(...alike);
  return least < LEAST_ALIKE ? alike.indexOf(least) : null;
}

/** Softmax of the cosines, brought to length 1. */
function shares(cosines: readonly number[]): Float32Array {
  const powers = Float32Array.from(cosines, (value) => Math.exp(SHARPNESS * value));
  const length = Math.hypot(...powers);
  return powers.map((value) => value / length);
}
