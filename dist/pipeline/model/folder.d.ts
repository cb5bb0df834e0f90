import { z } from 'zod';
import { SchedulerConfig } from './scheduler-config.ts';
/** `wordbrush.json`: what suits this model; every key has Stable Diffusion's value as default. */
declare const Settings: z.ZodObject<{
    name: z.ZodOptional<z.ZodString>;
    guidanceScale: z.ZodDefault<z.ZodNumber>;
    steps: z.ZodDefault<z.ZodInt>;
    innerSteps: z.ZodDefault<z.ZodInt>;
    windows: z.ZodPrefault<z.ZodObject<{
        picture: z.ZodPrefault<z.ZodObject<{
            cross: z.ZodDefault<z.ZodNumber>;
            self: z.ZodDefault<z.ZodNumber>;
        }, z.core.$strict>>;
        object: z.ZodPrefault<z.ZodObject<{
            cross: z.ZodDefault<z.ZodNumber>;
            self: z.ZodDefault<z.ZodNumber>;
        }, z.core.$strict>>;
    }, z.core.$strict>>;
    noise: z.ZodPrefault<z.ZodObject<{
        renewed: z.ZodDefault<z.ZodNumber>;
        restored: z.ZodDefault<z.ZodNumber>;
    }, z.core.$strict>>;
    newObject: z.ZodOptional<z.ZodObject<{
        guidanceScale: z.ZodNumber;
        noise: z.ZodPrefault<z.ZodObject<{
            renewed: z.ZodDefault<z.ZodNumber>;
            restored: z.ZodDefault<z.ZodNumber>;
        }, z.core.$strict>>;
    }, z.core.$strict>>;
    selfAttentionMaxTokens: z.ZodOptional<z.ZodInt>;
    blendMapSide: z.ZodOptional<z.ZodInt>;
    blendThreshold: z.ZodDefault<z.ZodNumber>;
}, z.core.$strict>;
type Settings = z.infer<typeof Settings>;
/** A Stable Diffusion folder in Hugging Face's ONNX layout, its configs read and checked. */
export interface ModelFolder {
    readonly path: string;
    /** Sha-256 over the configs, the tokenizer and the weights: what an inversion belongs to. */
    readonly fingerprint: string;
    readonly latent: {
        readonly channels: number;
        /** Side of the square latent that the model was trained at. */
        readonly side: number;
        /** Pixels per latent cell along a side. */
        readonly factor: number;
        /** latent = mean of the VAE's encoding × scale. */
        readonly scale: number;
    };
    /** L and D of the text embeddings [1, L, D]. */
    readonly tokens: number;
    readonly embeddingWidth: number;
    readonly scheduler: SchedulerConfig;
    readonly settings: Settings & {
        readonly name: string;
        readonly selfAttentionMaxTokens: number;
        readonly blendMapSide: number;
    };
}
declare const GRAPHS: readonly ['unet', 'text_encoder', 'vae_encoder', 'vae_decoder'];
/** Path of one of the folder's networks. */
export declare function graphPath(folder: ModelFolder, graph: (typeof GRAPHS)[number]): string;
/** Reads and checks a model folder; throws `bad-model` naming the file that is missing or wrong. */
export declare function openModelFolder(path: string): Promise<ModelFolder>;
export {};
