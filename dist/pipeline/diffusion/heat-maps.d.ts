import type { EncodedPrompt } from '../model/tokenizer.ts';
import { type Tensor } from '../tensor.ts';
import type { WordMap } from '../types.ts';
import { type Size } from './local-blend.ts';
/**
 * What each word of the prompt looked at: its cross-attention [cells, L] averaged over heads,
 * layers and steps, with the tokens of a word added, scaled to 0 … 1 per word.
 */
export declare function heatMaps(attention: Tensor, prompt: EncodedPrompt, latent: Size): WordMap[];
