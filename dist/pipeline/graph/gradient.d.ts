import type { Graph } from './ir.ts';
/**
 * Reverse-mode differentiation: appends to the graph the nodes that compute the gradient of the
 * scalar `loss` with respect to `input`, and returns the gradient's name. Only the paths from the
 * input to the loss are followed. Every value on them must have a static type (see `normalise`).
 *
 * Throws `unsupported-op` naming the first node on a path whose operator has no rule.
 */
export declare function differentiate(graph: Graph, loss: string, input: string): string;
