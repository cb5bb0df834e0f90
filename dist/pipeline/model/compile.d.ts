import { type EditingOptions } from '../graph/index.ts';
/** What is compiled, and for which sizes. */
export interface CompileTarget {
    /** The stock unet/model.onnx. */
    readonly modelPath: string;
    /** Fingerprint of the model folder. */
    readonly fingerprint: string;
    readonly latent: {
        readonly channels: number;
        readonly height: number;
        readonly width: number;
    };
    readonly tokens: number;
    readonly embeddingWidth: number;
}
/** One of the graphs that a UNet is compiled to. */
export type Variant = 
/** The parts of null-text optimisation; see graph/null-text.ts. */
{
    readonly kind: 'stem' | 'conditional' | 'gradient';
} | {
    readonly kind: 'predict';
    readonly rows: number;
} | {
    readonly kind: 'observe';
    readonly observedTokens: number;
} | ({
    readonly kind: 'edit';
} & EditingOptions);
/** A name for the variant, unique within its UNet. */
export declare function variantName(variant: Variant): string;
/**
 * The graphs of one UNet at one latent size, made when first asked for and kept on disk. They lie in
 * one folder of the cache with the weights that they share. Processes may compile the same UNet at
 * once: an entry appears whole, by a rename, and the first one stays.
 */
export declare class CompiledUNet {
    #private;
    /** The entry in the cache. */
    readonly folder: Promise<string>;
    /** @param cacheFolder default: `WORDBRUSH_CACHE`, or ~/.cache/wordbrush */
    constructor(target: CompileTarget, cacheFolder?: string);
    /**
     * Path of a graph, compiled where it is not there yet.
     *
     * Throws `bad-model` or `unsupported-op` for a UNet that cannot be compiled, `io` when the cache
     * cannot be written.
     */
    path(variant: Variant): Promise<string>;
    /** Removes a damaged entry; what is asked for next is compiled again. */
    discard(): Promise<void>;
}
export declare function defaultCacheFolder(): string;
