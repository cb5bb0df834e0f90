import { type Graph, type Node } from './ir.ts';
/**
 * Throws one clear error when the graph's links are broken or it holds an operator that Wordbrush
 * cannot work with. Leaves the nodes sorted.
 */
export declare function checkGraph(graph: Graph): void;
/** Throws when a file that the weights lie in is missing or too short. */
export declare function checkExternalData(graph: Graph, folder: string): Promise<void>;
/** How error messages name a node. */
export declare function label(node: Node): string;
