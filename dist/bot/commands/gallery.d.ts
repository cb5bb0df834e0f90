/** An example picture of the model's own world, with the sentence that describes it. */
export interface Example {
    readonly file: string;
    readonly prompt: string;
}
/** The examples that come with a model folder. */
export declare class Gallery {
    #private;
    readonly examples: readonly Example[];
    constructor(folder: string, examples: readonly Example[]);
    /** A folder without examples, such as a pulled Stable Diffusion, has an empty gallery. */
    static open(modelFolder: string): Promise<Gallery>;
    /** The picture file of an example. */
    read(example: Example): Promise<Uint8Array>;
    /** The example that some words of a caption, or its number from 1, mean. */
    find(words: string): Example | undefined;
    /** Examples whose captions hold all of the words, or what has been typed of them. */
    matching(text: string): Example[];
}
