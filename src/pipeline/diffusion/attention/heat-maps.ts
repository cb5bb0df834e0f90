import type { EncodedPrompt } from '../../model/parts/tokenizer.ts';
import { type Tensor, tensor } from '../../tensor.ts';
import type { WordMap } from '../../types.ts';
import { mapSize, type Size, wordHeat } from '../blend/local-blend.ts';
import { plainWords, tokensOfWord } from './phrase.ts';

/**
 * What each word of the prompt looked at: its cross-attention [cells, L] averaged over heads,
 * layers and steps, with the tokens of a word added, scaled to 0 … 1 per word.
 */
export function heatMaps(attention: Tensor, prompt: EncodedPrompt, latent: Size): WordMap[] {
  const [cells = 0, length = 0] = attention.dims;
  const { height, width } = mapSize(cells, latent);
  const maps = tensor(attention.data, [1, cells, length]);
  return plainWords(prompt).map((word) => {
    const heat = wordHeat(maps, tokensOfWord(word));
    return { word: word.text, map: tensor(stretch(heat), [height, width]) };
  });
}

/** Scales values to 0 … 1; a constant map becomes 0. */
function stretch(values: Float32Array): Float32Array {
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  return values.map((value) => (span > 0 ? (value - low) / span : 0));
}
