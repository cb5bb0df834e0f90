import type { ModelFolder } from '../model/folder.ts';
import type { EncodedPrompt } from '../model/tokenizer.ts';
import type { Tensor } from '../tensor.ts';
import type { EditKind, PromptToPromptSpec } from '../types.ts';
import { type AttentionControl } from './attention-control.ts';
import type { FreshNoise } from './fresh-noise.ts';
import type { LocalBlend, Size } from './local-blend.ts';
import type { NewObject } from './new-object.ts';
/** What an edit does, decided from the two prompts and the wishes of its spec. */
export interface EditPlan {
    readonly kind: EditKind;
    readonly control: AttentionControl;
    readonly blend: LocalBlend | null;
    /** Null when no other object comes, or everything is as in the paper. */
    readonly newObject: Omit<NewObject, 'empty'> | null;
    /** On the guidance scale, whichever it is. */
    readonly guidanceFactor: number;
    /** Null to start from the inverted noise as it is, but for a new object. */
    readonly noise: FreshNoise | null;
    /** The target prompt without each phrase that is weighed, and its factor. */
    readonly weighed: readonly {
        readonly prompt: string;
        readonly factor: number;
    }[];
}
/** The inverted picture that an edit starts from. */
export interface EditSource {
    readonly prompt: EncodedPrompt;
    /** What its words looked at, [cells, L]. */
    readonly attention: Tensor;
    readonly latent: Size;
    /** T */
    readonly steps: number;
}
/** Throws `bad-edit` for words that do not occur and prompts that cannot be aligned as asked. */
export declare function planEdit(spec: PromptToPromptSpec, source: EditSource, target: EncodedPrompt, settings: ModelFolder['settings']): EditPlan;
/**
 * What a strength makes of the end of a cross-attention window and of the guidance scale. At 0.5 it
 * leaves both alone; at 0 the source's attention stays to the end and guidance is halved, at 1 the
 * window is half as long and guidance half as strong again.
 */
export declare function pullOf(strength: number, crossEnd: number): {
    readonly crossEnd: number;
    readonly guidanceFactor: number;
};
/** Throws `bad-option` unless the value is from 0 to 1. */
export declare function share(name: string, value: number): number;
