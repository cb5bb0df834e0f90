import type { NoisePredictor } from '../model/noise-predictor.ts';
import type { EncodedPrompt } from '../model/tokenizer.ts';
import { type Tensor } from '../tensor.ts';
import type { PromptToPromptSpec } from '../types.ts';
/** Words of a target prompt that should count for more or for less. */
export interface Emphasis {
    /** Embedding of the target prompt without the words, [1, L, D]. */
    readonly without: Tensor;
    /** c: 1 leaves what the words add, less takes of it, more adds to it. */
    readonly factor: number;
}
/** For each weighed phrase, the target prompt without its words. */
export declare function promptsWithout({ weights }: PromptToPromptSpec, target: EncodedPrompt): {
    readonly prompt: string;
    readonly factor: number;
}[];
/**
 * What is to be added to each target's noise prediction, or taken from it, for its weighed words:
 *
 *     Δ(z, p) = s Σ_k (c_k − 1) (ε(z, p) − ε(z, p without k))
 *
 * before guidance, so that it counts w times: a composition of predictions, as in Composable Diffusion (Liu et al. 2022).
 * Prompt-to-Prompt's own re-weighting scales the words' attention; but a causal text encoder tells
 * of every word in what follows it too, so that what is taken back at one token is said at others.
 *
 * Of P targets, `latents` are [1, C, h, w] each, `conditional` and Δ [P, C, h, w]. Null for nothing.
 * `rows` are the UNet rows evaluated, one for each emphasis.
 */
export declare function emphasise(predictor: NoisePredictor, timestep: number, targets: {
    readonly latents: readonly Tensor[];
    readonly conditional: Tensor;
    readonly emphases: readonly (readonly Emphasis[])[];
}): Promise<{
    emphasis: Tensor | null;
    rows: number;
}>;
