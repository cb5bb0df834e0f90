import type { Tensor } from '../tensor.ts';
import { type ModelFolder } from './folder.ts';
import type { NoisePredictor } from './noise-predictor.ts';
import { type EncodedPrompt, type PromptTokenizer } from './tokenizer.ts';
import { type Vae } from './vae.ts';
/** A model folder's networks, opened. The UNet is compiled for a latent size when first used. */
export declare class LoadedModel {
    #private;
    readonly folder: ModelFolder;
    readonly tokenizer: PromptTokenizer;
    readonly vae: Vae;
    private constructor();
    /** Networks that `open` opens, one after another, each told to `onOpened`. */
    static readonly parts = 3;
    /** Throws `bad-model` and `unsupported-op` for the folder, `cancelled` soon after the signal. */
    static open(path: string, { signal, onOpened }: {
        readonly signal: AbortSignal | undefined;
        onOpened(): void;
    }): Promise<LoadedModel>;
    /** Embedding of a prompt, [1, L, D]. */
    embed(prompt: EncodedPrompt): Promise<Tensor>;
    predictorFor(latent: NoisePredictor['latent']): Promise<NoisePredictor>;
    close(): Promise<void>;
}
