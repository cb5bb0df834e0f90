import type Keyv from 'keyv';
import { type HalfTensor } from '../../pipeline/half.ts';
import type { Inversion } from '../../pipeline/types.ts';
/** An inversion with its tensors in half precision, half the size and the same pictures. */
type Compact = Omit<Inversion, 'trajectory' | 'nullEmbeddings' | 'attention'> & {
    readonly trajectory: HalfTensor;
    readonly nullEmbeddings: HalfTensor;
    readonly attention: HalfTensor;
};
/** What one inversion takes, and when it was made: for eviction without reading it. */
interface Size {
    readonly bytes: number;
    readonly at: number;
}
export interface InversionStoreParts {
    readonly inversions: Keyv<Compact>;
    readonly sizes: Keyv<Size>;
    /** What all of them may take together. */
    readonly maxBytes: number;
}
/**
 * Inversions by id. They expire like everything else, and the oldest go when all of them together
 * take too much room: a picture that is still kept can be inverted again.
 */
export declare class InversionStore {
    #private;
    constructor(parts: InversionStoreParts);
    get(id: string): Promise<Inversion | undefined>;
    set(id: string, inversion: Inversion): Promise<void>;
    delete(id: string): Promise<void>;
    keys(): AsyncGenerator<string>;
    /** What all of them take together. */
    bytes(): Promise<number>;
}
export {};
