import { type ExternalData, type Graph, type TensorValue } from './ir.ts';
/**
 * One file of weights that every graph of a folder shares. The same bytes are stored once, however
 * many graphs add them. onnxruntime maps the file, so that sharing it shares memory.
 */
export declare class WeightFile {
    #private;
    constructor(folder: string);
    /** Stores the bytes, unless they are there already, and says where they are. */
    add(bytes: Uint8Array): ExternalData;
    /** Makes the constant external when it is large. */
    store(value: TensorValue): TensorValue;
    /** Writes the index, so that a later process finds what is there. */
    save(): void;
}
/** The bytes of a constant, read from its file where it is external. */
export declare function readData(value: TensorValue, folder: string): Uint8Array;
/**
 * Brings the files that the graph's weights lie in from folder `from` to folder `to`, without
 * copying where the file system can link: onnxruntime reads no weights outside a graph's folder.
 */
export declare function linkExternalData(graph: Graph, from: string, to: string): void;
/** Half-precision bytes as single precision. */
export declare function widenBytes(bytes: Uint8Array): Uint8Array;
