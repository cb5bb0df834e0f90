import { type Tensor } from '../tensor.ts';
import { CompiledUNet } from './compile.ts';
import { type ModelFolder } from './folder.ts';
import type { EditPrediction, EditStep, NoisePredictor, NullTextStep } from './noise-predictor.ts';
/** The maps that edits work with, in a UNet of some latent size. */
interface AttentionLimits {
    /** Self-attention layers of more tokens are never replaced. */
    readonly selfAttentionMaxTokens: number;
    /** N of the cross-attention maps of blends and heat maps. */
    readonly observedTokens: number;
}
/**
 * The UNet of a model folder for one latent size. Its limits are those of the folder's settings,
 * which are meant for the square latent, scaled by area. Graphs are compiled and opened when first
 * used.
 *
 * @param cacheFolder see CompiledUNet
 */
export declare function openNoisePredictor(folder: ModelFolder, latent: NoisePredictor['latent'], cacheFolder?: string): Promise<NoisePredictor>;
/**
 * A compiled UNet. The runtime blocks the thread for a whole run, but lets the event loop turn before
 * each, so that cancellations and messages are seen.
 */
export declare class UNet implements NoisePredictor {
    #private;
    readonly latent: NoisePredictor['latent'];
    readonly tokens: number;
    readonly embeddingWidth: number;
    constructor(target: ConstructorParameters<typeof CompiledUNet>[0], limits: AttentionLimits, cacheFolder?: string);
    predict(latents: Tensor, timestep: number, context: Tensor): Promise<Tensor>;
    observe(latent: Tensor, timestep: number, context: Tensor): Promise<{
        prediction: Tensor;
        attention: Tensor;
    }>;
    nullText(latent: Tensor, timestep: number): Promise<NullTextStep>;
    edit(step: EditStep): Promise<EditPrediction>;
    close(): Promise<void>;
}
export {};
