import * as ort from '../runtime.ts';
import { type Tensor } from '../tensor.ts';
import { type ModelFolder } from './folder.ts';
import type { EncodedPrompt } from './tokenizer.ts';
export interface TextEncoder {
    /** The embedding of a prompt, [1, L, D]: the last hidden state. */
    encode(prompt: EncodedPrompt): Promise<Tensor>;
    close(): Promise<void>;
}
/** Opens the text encoder; its ids may be int32 or int64. Throws `bad-model`. */
export declare function openTextEncoder(folder: ModelFolder): Promise<TextEncoder>;
/** A network's output as float32. */
export declare function toFloat32(value: ort.Tensor, path: string): Tensor;
