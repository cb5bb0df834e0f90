import type { EncodedPrompt } from '../model/tokenizer.ts';
import { type Tensor } from '../tensor.ts';
import type { PromptToPromptSpec, Window } from '../types.ts';
import type { TokenAlignment } from './align.ts';
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
export declare function attentionControl(spec: PromptToPromptSpec, target: EncodedPrompt, alignment: TokenAlignment, windows: {
    readonly cross: Window;
    readonly self: Window;
}, steps: number): AttentionControl;
export declare function isOpen({ first, end }: StepRange, step: number): boolean;
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
export declare function crossAttentionAt(controls: readonly AttentionControl[], step: number): {
    sourceMapper: Tensor;
    targetGain: Tensor;
} | null;
