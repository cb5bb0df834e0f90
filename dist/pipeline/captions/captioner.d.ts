import '../runtime.ts';
import type { Caption, Picture } from '../types.ts';
/** A model that says what a picture shows. */
export interface Captioner {
    caption(picture: Picture): Promise<Caption>;
    close(): Promise<void>;
}
/**
 * Opens an image-to-text model in the layout of Transformers.js: a vision encoder and a text decoder
 * under `onnx/`, beside their configs and tokenizer. Nothing is fetched.
 *
 * Throws `bad-model` for a folder that does not hold one.
 */
export declare function openCaptioner(folder: string): Promise<Captioner>;
