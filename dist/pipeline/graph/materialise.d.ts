import { type Graph } from './ir.ts';
/**
 * Computes once what depends on nothing but weights, such as the mirrored kernels of the reverse
 * convolutions, and stores it among the folder's weights, so that no session has its own copy.
 */
export declare function materialise(graph: Graph, folder: string): Promise<void>;
