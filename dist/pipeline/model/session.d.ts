import * as ort from '../runtime.ts';
export interface SessionOptions {
    /**
     * Folder of the external weight files, when it is not the model's own. onnxruntime refuses paths
     * and links that leave this folder.
     */
    readonly externalDataFolder?: string;
    /** A graph to open in place of the file's own; it finds its weights as the file's would. */
    readonly graph?: Uint8Array;
    /** Keep the weights memory-mapped; default: when the files beside the model exceed 1 GiB. */
    readonly large?: boolean;
}
/**
 * Opens an ONNX file on the execution providers of `WORDBRUSH_PROVIDERS` (such as `cuda,cpu`;
 * default `cpu`), falling back to the CPU when one of them is missing.
 *
 * Small models take every optimisation. Large ones stay memory-mapped, so that several graphs over
 * one weight file cost one copy of it: `extended` optimisation, no pre-packed copies of the weights,
 * and no arena that keeps a run's peak memory afterwards.
 *
 * Throws `bad-model` when the file is missing, truncated or not a model.
 */
export declare function openSession(modelPath: string, options?: SessionOptions): Promise<ort.InferenceSession>;
