import { type Graph } from './ir.ts';
/** The graph as text, one line per node: `y: float32[1,4] = Softmax(x) {axis: -1}`. */
export declare function printGraph(graph: Graph): string;
