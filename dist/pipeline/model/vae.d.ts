import { type Tensor } from '../tensor.ts';
import type { Picture } from '../types.ts';
import { type ModelFolder } from './folder.ts';
export interface Vae {
    /**
     * The latent of a picture, [1, C, height / factor, width / factor]: the encoding's mean × scale.
     * Throws `bad-image` unless both sides are multiples of the factor.
     */
    encode(picture: Picture): Promise<Tensor>;
    /** The picture of a latent [1, C, h, w]. */
    decode(latent: Tensor): Promise<Picture>;
    close(): Promise<void>;
}
/** Opens the VAE's two halves. Throws `bad-model`. */
export declare function openVae(folder: ModelFolder): Promise<Vae>;
/** Bytes [height, width, 3] → [1, 3, height, width] in −1 … 1. */
export declare function pictureToTensor({ data, width, height }: Picture): Tensor;
/** [1, 3, height, width] in −1 … 1 → bytes [height, width, 3], rounded and clamped. */
export declare function tensorToPicture({ data, dims }: Tensor): Picture;
