import { throwIfCancelled } from '../errors.js';
import { openModelFolder } from './folder.js';
import { openTextEncoder } from './text-encoder.js';
import { openTokenizer } from './tokenizer.js';
import { openNoisePredictor } from './unet.js';
import { openVae } from './vae.js';
/** Embeddings kept: a thread edits from few prompts, again and again. */
const CACHED_PROMPTS = 64;
/** A model folder's networks, opened. The UNet is compiled for a latent size when first used. */
export class LoadedModel {
    folder;
    tokenizer;
    vae;
    #textEncoder;
    /** Of the latent size used last: sizes rarely alternate, and each costs memory. */
    #predictor;
    #embeddings = new Map();
    constructor(folder, parts) {
        this.folder = folder;
        this.tokenizer = parts.tokenizer;
        this.#textEncoder = parts.textEncoder;
        this.vae = parts.vae;
    }
    /** Networks that `open` opens, one after another, each told to `onOpened`. */
    static parts = 3;
    /** Throws `bad-model` and `unsupported-op` for the folder, `cancelled` soon after the signal. */
    static async open(path, { signal, onOpened }) {
        const opened = async (part) => {
            const done = await part;
            onOpened();
            throwIfCancelled(signal);
            return done;
        };
        const folder = await openModelFolder(path);
        const tokenizer = await opened(openTokenizer(folder.path, folder.tokens));
        const textEncoder = await opened(openTextEncoder(folder));
        const vae = await opened(openVae(folder));
        return new LoadedModel(folder, { tokenizer, textEncoder, vae });
    }
    /** Embedding of a prompt, [1, L, D]. */
    async embed(prompt) {
        const known = this.#embeddings.get(prompt.text);
        if (known)
            return known;
        const embedding = await this.#textEncoder.encode(prompt);
        if (this.#embeddings.size >= CACHED_PROMPTS)
            this.#embeddings.delete(this.#embeddings.keys().next().value);
        this.#embeddings.set(prompt.text, embedding);
        return embedding;
    }
    async predictorFor(latent) {
        const current = this.#predictor?.latent;
        if (this.#predictor && current?.height === latent.height && current.width === latent.width)
            return this.#predictor;
        await this.#predictor?.close();
        this.#predictor = undefined;
        const predictor = await openNoisePredictor(this.folder, latent);
        this.#predictor = predictor;
        return predictor;
    }
    async close() {
        await this.#predictor?.close();
        await this.#textEncoder.close();
        await this.vae.close();
    }
}
