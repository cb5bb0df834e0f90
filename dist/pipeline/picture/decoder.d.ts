import { type PictureLimits } from '../image.ts';
import { type Order } from './decoding-protocol.ts';
export interface DecoderOptions {
    /** Processes at most, and so pictures at a time. */
    readonly processes?: number;
    /** What one picture may take. */
    readonly seconds?: number;
    readonly maxMemory?: number;
    /** The child's module; tests put another one in its place. */
    readonly module?: URL;
}
/**
 * Decodes the files of strangers in processes of its own: started when one is wanted, killed with
 * the picture that takes too much, ended after a minute without one.
 */
export declare class Decoder {
    #private;
    constructor({ processes, seconds, maxMemory, module, }?: DecoderOptions);
    /**
     * What is kept of a posted picture or mask, as PNG: see `keptPicture` and `keptMask`.
     *
     * @throws WordbrushError `bad-image` for what is no picture, damaged, or costs too much
     */
    keep(file: Uint8Array, as: Order['as'], limits: PictureLimits): Promise<Uint8Array>;
}
/** The one that the bot's chats share. */
export declare const decoder: Decoder;
