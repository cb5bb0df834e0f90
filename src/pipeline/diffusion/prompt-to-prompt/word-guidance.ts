import type { PromptToPromptSpec } from '../../edit-types.ts';
import type { NoisePredictor } from '../../model/parts/noise-predictor.ts';
import type { EncodedPrompt } from '../../model/parts/tokenizer.ts';
import { concatRows, rowsOf, type Tensor } from '../../tensor.ts';
import { tokensOfPhrase } from '../attention/phrase.ts';

/** Words of a target prompt that should count for more or for less. */
export interface Emphasis {
  /** Embedding of the target prompt without the words, [1, L, D]. */
  readonly without: Tensor;
  /** c: 1 leaves what the words add, less takes of it, more adds to it. */
  readonly factor: number;
}

/** s: half of what guidance would do keeps factors from −2 to 5 within what a model can draw. */
const STRENGTH = 0.5;

/** For each weighed phrase, the target prompt without its words. */
export function promptsWithout(
  { weights = [] }: PromptToPromptSpec,
  target: EncodedPrompt,
): { readonly prompt: string; readonly factor: number }[] {
  return weights
    .filter(({ factor }) => factor !== 1)
    .map(({ words, factor }) => {
      const tokens = tokensOfPhrase(target, words);
      const others = target.words.filter(({ start }) => !tokens.includes(start));
      return { prompt: others.map(({ text }) => text).join(' '), factor };
    });
}

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
export async function emphasise(
  predictor: NoisePredictor,
  timestep: number,
  targets: {
    readonly latents: readonly Tensor[];
    readonly conditional: Tensor;
    readonly emphases: readonly (readonly Emphasis[])[];
  },
): Promise<{ emphasis: Tensor | null; rows: number }> {
  const { latents, conditional, emphases } = targets;
  const wanted = emphases.flatMap((of, p) => of.map((emphasis) => ({ ...emphasis, p })));
  if (wanted.length === 0) return { emphasis: null, rows: 0 };
  const without = await predictor.predict(
    concatRows(wanted.map(({ p }) => latents[p]!)),
    timestep,
    concatRows(wanted.map((emphasis) => emphasis.without)),
  );
  const result = new Float32Array(conditional.data.length);
  const size = result.length / latents.length;
  for (const [k, { p, factor }] of wanted.entries()) {
    const other = rowsOf(without, k, k + 1).data;
    for (let i = 0; i < size; i++) {
      const said = conditional.data[p * size + i]!;
      result[p * size + i]! += STRENGTH * (factor - 1) * (said - other[i]!);
    }
  }
  return { emphasis: { data: result, dims: conditional.dims }, rows: wanted.length };
}
