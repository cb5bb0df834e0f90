import { Graph } from './ir.ts';
/**
 * Reads an .onnx file. Weights stay where they are: external data as it is referred to, and large
 * inline constants as a range of the .onnx file itself. Throws `bad-model` for a file that is
 * missing, empty, truncated or not ONNX.
 */
export declare function readGraph(path: string): Promise<Graph>;
/** Reads the bytes of an .onnx file that is (or will be) stored at `path`. */
export declare function parseGraph(bytes: Uint8Array, path: string): Graph;
