import type { ModelFolder } from './model/folder.ts';
import type { Caption, EditOptions, EditResult, EditSpec, Inversion, InvertOptions, JobOptions, Picture, WordMap } from './types.ts';
/**
 * Edits real pictures by the words that describe them: `invert` once, then `edit` as often as
 * wanted. One job at a time; the runtime blocks the thread during each UNet run.
 *
 * Errors are WordbrushErrors: `bad-model` and `unsupported-op` for the folder, `bad-image`,
 * `bad-prompt`, `bad-edit`, `bad-option` and `bad-inversion` for what a job was given, `cancelled`
 * soon after its signal.
 */
export declare class EditingPipeline {
    #private;
    private constructor();
    get folder(): ModelFolder;
    /** Opens a Stable Diffusion folder in ONNX layout. Its UNet is compiled when first used. */
    static load(path: string, { onProgress, signal }?: JobOptions): Promise<EditingPipeline>;
    /**
     * Finds the noise and the null embeddings that make the model redraw a picture under a prompt.
     * `image` is a picture file's bytes, or a picture whose sides are multiples of the latent factor.
     * Without a prompt the captioner's sentence is taken; `no-captions` where there is none.
     */
    invert(image: Uint8Array | Picture, prompt: string | null, options?: InvertOptions): Promise<Inversion>;
    /**
     * Redraws an inverted picture under other words: one picture per spec. Those by Prompt-to-Prompt
     * are drawn in one batch; the other methods start from the picture itself, one after another.
     * What they leave alone is taken from the picture (`keepUnchanged`).
     */
    edit(inversion: Inversion, specs: readonly EditSpec[], options?: EditOptions): Promise<EditResult[]>;
    /** What each word of the prompt looked at during the inversion. */
    words(inversion: Inversion): Promise<WordMap[]>;
    /**
     * What a picture shows, in one sentence, by the model folder's captioner or that of `CAPTIONS`.
     *
     * Throws `no-captions` where there is neither.
     */
    caption(image: Uint8Array | Picture): Promise<Caption>;
    /** The picture as the inversion redraws it without any edit. */
    reconstruct(inversion: Inversion): Promise<Picture>;
    close(): Promise<void>;
}
