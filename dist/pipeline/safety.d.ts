/** Says how unsafe a picture is. */
export interface SafetyClassifier {
    /** The probability of all unsafe classes together, 0 … 1, of a picture file's bytes. */
    unsafety(picture: Uint8Array): Promise<number>;
}
/**
 * Opens an image classifier in Hugging Face's ONNX layout: pixels `[1, 3, S, S]` in, logits `[1, K]`
 * out, `config.json` with its labels and `preprocessor_config.json` in the same folder. A class is
 * unsafe when its label says so (`nsfw`, `porn`, …).
 *
 * @throws WordbrushError `bad-model` when it is none
 */
export declare function openSafetyClassifier(path: string): Promise<SafetyClassifier>;
