import type { Graph } from './ir.ts';
/**
 * The plain noise predictor of R rows, from a normalised UNet of one row: the UNet's own inputs and
 * output, [R, C, h, w] and [R, L, D] → [R, C, h, w].
 */
export declare function predictingGraph(unet: Graph, rows: number): Graph;
/**
 * The predictor of one row with one more output, `attention` [1, N, L]: the mean over heads and over
 * all cross-attention layers of N = `observedTokens` places.
 */
export declare function observingGraph(unet: Graph, observedTokens: number): Graph;
export interface EditingOptions {
    /** P. */
    readonly targets: number;
    readonly crossAttention: boolean;
    /** Layers of at most this many tokens take the source's self-attention; 0: none does. */
    readonly selfAttentionMaxTokens: number;
    /** N of the cross-attention layers to observe; 0: none. */
    readonly observedTokens: number;
}
/** Whether the editing graph of these options has a source row. */
export declare function hasSource(options: EditingOptions): boolean;
/**
 * One step of Prompt-to-Prompt (Hertz et al. 2022, algorithm 1) for P targets that share a source,
 * from a normalised UNet of one row.
 *
 * - latents: source | targets × P; context: unconditional × P | source | targets × P; the source
 *   only where something looks at it. Prediction: unconditional × P | targets × P.
 * - With `crossAttention` the inputs `source_mapper` M [P, L, L] and `target_gain` g [P, 1, L]: the
 *   maps of target p become A_src · M_p + A_p ∘ g_p. They are never formed: what they are needed
 *   for, their product with V, is A_src (M V) + A_p (gᵀ ∘ V), whose brackets are as small as the text.
 * - With `observedTokens` the output `attention` [1 + P, N, L]: means of the maps, source first, the
 *   targets' after their edit.
 *
 * Nothing is computed that nothing looks at: the unconditional rows start where the text comes in,
 * the source row ends at the last layer whose maps it lends, and targets whose self-attention maps
 * are the source's compute no queries, keys and maps of their own.
 */
export declare function editingGraph(unet: Graph, options: EditingOptions): Graph;
