import { type Graph } from './ir.ts';
/**
 * Reads a stock export for compilation in `folder`: checks it, brings its weight files into the
 * folder, and widens half precision to single.
 *
 * Throws `bad-model` for missing or damaged files and `unsupported-op` for operators that
 * Wordbrush cannot work with.
 */
export declare function importGraph(path: string, folder: string): Promise<Graph>;
/**
 * Fixes the sizes of the graph's inputs and lets onnxruntime fold everything that follows from
 * them: shape arithmetic, constants, identities. The result holds only the computation, and the
 * static type of every value. Weights that are external stay where they are; large ones that the
 * folding made go to the folder's weight file.
 *
 * @param sizes dims of every input, by name
 */
export declare function normalise(graph: Graph, sizes: Readonly<Record<string, readonly number[]>>, folder: string): Promise<Graph>;
/** Asks the runtime for the type of every value, by making each an output of a graph that never runs. */
export declare function inferTypes(graph: Graph, folder: string): Promise<void>;
