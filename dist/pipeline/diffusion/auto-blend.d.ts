import type { EncodedPrompt } from '../model/tokenizer.ts';
import type { Tensor } from '../tensor.ts';
import { type BlendTokens, type Size } from './local-blend.ts';
/** The objects among what an edit swaps. */
export interface SwappedObjects {
    /** Their nouns. */
    readonly tokens: BlendTokens;
    /** Whether nouns themselves were swapped, not just adjectives: other objects come. */
    readonly isNew: boolean;
    /** Whether the surroundings stay. */
    readonly isAll: boolean;
}
/**
 * The objects that an edit swaps, when its words are swapped one by one. An adjective looks at odd
 * places, so the noun that it belongs to counts: "red" → "blue" in "a red background" is about the
 * background. Null when swapped nouns name only the surroundings, or nothing but small words was
 * swapped.
 *
 * `attention` [cells, L] is the source's, over the whole inversion.
 */
export declare function swappedObjects(source: EncodedPrompt, target: EncodedPrompt, attention: Tensor, latent: Size): SwappedObjects | null;
