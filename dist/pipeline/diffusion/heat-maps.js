import { tensor } from '../tensor.js';
import { mapSize, wordHeat } from './local-blend.js';
import { plainWords, tokensOfWord } from './phrase.js';
/**
 * What each word of the prompt looked at: its cross-attention [cells, L] averaged over heads,
 * layers and steps, with the tokens of a word added, scaled to 0 … 1 per word.
 */
export function heatMaps(attention, prompt, latent) {
    const [cells = 0, length = 0] = attention.dims;
    const { height, width } = mapSize(cells, latent);
    const maps = tensor(attention.data, [1, cells, length]);
    return plainWords(prompt).map((word) => {
        const heat = wordHeat(maps, tokensOfWord(word));
        return { word: word.text, map: tensor(stretch(heat), [height, width]) };
    });
}
/** Scales values to 0 … 1; a constant map becomes 0. */
function stretch(values) {
    const low = Math.min(...values);
    const span = Math.max(...values) - low;
    return values.map((value) => (span > 0 ? (value - low) / span : 0));
}
