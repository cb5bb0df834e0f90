import type { PromptToPromptSpec, Window } from '../../edit-types.ts';
import { WordbrushError } from '../../errors.ts';
import type { EncodedPrompt } from '../../model/parts/tokenizer.ts';
import { type Tensor, tensor } from '../../tensor.ts';
import type { TokenAlignment } from './align.ts';
import { tokensOfPhrase } from './phrase.ts';

/** How the attention of one target is edited over the steps. */
export interface AttentionControl {
  readonly alignment: TokenAlignment;
  /** c [L]: factor on each target token's attention. */
  readonly equaliser: readonly number[];
  /** Steps in which each target token takes its edited attention, [L]. */
  readonly crossSteps: readonly StepRange[];
  /** Steps in which the target takes the source's self-attention. */
  readonly selfSteps: StepRange;
}

/** Steps [first, end), counted from the noisiest. */
export interface StepRange {
  readonly first: number;
  readonly end: number;
}

export function attentionControl(
  spec: PromptToPromptSpec,
  target: EncodedPrompt,
  alignment: TokenAlignment,
  windows: { readonly cross: Window; readonly self: Window },
  steps: number,
): AttentionControl {
  const tokens = target.ids.length;
  const equaliser = Array<number>(tokens).fill(1);
  for (const { words, factor } of spec.weights ?? []) {
    if (!Number.isFinite(factor))
      throw new WordbrushError('bad-edit', `The weight of “${words}” is ${factor}, not a number.`);
    for (const token of tokensOfPhrase(target, words)) equaliser[token] = factor;
  }

  // The reference's α has T + 1 rows, so cross-attention fractions are of T + 1 steps.
  const crossSteps = Array<StepRange>(tokens).fill(stepRange(windows.cross, steps + 1));
  for (const { words, window } of spec.wordWindows ?? [])
    for (const token of tokensOfPhrase(target, words))
      crossSteps[token] = stepRange(window, steps + 1);

  return { alignment, equaliser, crossSteps, selfSteps: stepRange(windows.self, steps) };
}

function stepRange([start, end]: Window, steps: number): StepRange {
  if (!(0 <= start && start <= end && end <= 1))
    throw new WordbrushError(
      'bad-option',
      `The window from ${start} to ${end} is not a share of the steps: give fractions from 0 to 1.`,
    );
  return { first: Math.floor(start * steps), end: Math.floor(end * steps) };
}

export function isOpen({ first, end }: StepRange, step: number): boolean {
  return first <= step && step < end;
}

/**
 * The cross-attention edit of P targets at one step, as two tensors:
 *
 *     output = A_src · sourceMapper + A_own ∘ targetGain
 *
 * With α = 1 inside a token's window, u = 1 for an unmatched token, c the equaliser:
 *
 *     edited = (A_src · M + A_own ∘ u) ∘ c
 *     output = α ∘ edited + (1 − α) ∘ A_own
 *
 * so sourceMapper = M ∘ αc and targetGain = αcu + 1 − α, column by column (Hertz et al. 2022,
 * section 3.2, equations of replace, refine and re-weight). Null when no window is open.
 */
export function crossAttentionAt(
  controls: readonly AttentionControl[],
  step: number,
): { sourceMapper: Tensor; targetGain: Tensor } | null {
  const isAnyOpen = controls.some(({ crossSteps }) => crossSteps.some((r) => isOpen(r, step)));
  if (!isAnyOpen) return null;
  const tokens = controls[0]!.equaliser.length;
  const mapper = new Float32Array(controls.length * tokens * tokens);
  const gain = new Float32Array(controls.length * tokens);
  controls.forEach(({ alignment, equaliser, crossSteps }, p) => {
    for (let t = 0; t < tokens; t++) {
      const alpha = isOpen(crossSteps[t]!, step) ? 1 : 0;
      const unmatched = alignment.unmatched[t] ? 1 : 0;
      const factor = alpha * equaliser[t]!;
      gain[p * tokens + t] = factor * unmatched + 1 - alpha;
      for (let s = 0; s < tokens; s++)
        mapper[(p * tokens + s) * tokens + t] = alignment.mapper.data[s * tokens + t]! * factor;
    }
  });
  return {
    sourceMapper: tensor(mapper, [controls.length, tokens, tokens]),
    targetGain: tensor(gain, [controls.length, 1, tokens]),
  };
}
