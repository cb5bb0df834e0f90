import { type Graph } from './ir.ts';
/** Writes the graph to `path`; its external data must lie in the same folder. */
export declare function writeGraph(graph: Graph, path: string): Promise<void>;
/** The graph as the bytes of an .onnx file. */
export declare function serializeGraph(graph: Graph): Uint8Array;
