import { Graph } from './ir.ts';
import type { Rule } from './reverse.ts';
/** Domain of nodes that stand for several standard ones until the graph is complete. */
export declare const OWN_DOMAIN = "wordbrush";
/** Replaces every softmax(scale · Q Kᵀ) V with a big map by one node. */
export declare function gatherBigAttention(graph: Graph): void;
/**
 * P = softmax(Q Kᵀ): dV = Pᵀ G, dP = G Vᵀ, dS = P ∘ (dP − Σ G ∘ O), dQ = dS K, dKᵀ = Qᵀ dS.
 */
export declare const ATTENTION: Rule;
/** Writes the gathered attentions, and their reverses, as loops over heads and blocks of rows. */
export declare function expandBigAttention(graph: Graph): void;
