import { type EditSpec, type PromptToPromptSpec } from '../pipeline/types.ts';
import { type EditRequest } from './edit-language.ts';
/**
 * The pipeline's form of an edit by Prompt-to-Prompt that runs from `sourcePrompt`.
 *
 * Structure is the end of the self-attention window.
 *
 * @throws WordbrushError `bad-edit` when `only` or `keep` names nothing in either prompt
 */
export declare function editSpecOf(request: EditRequest, sourcePrompt: string): PromptToPromptSpec;
/**
 * The same for an edit that may be using `all`: a spec a method, less those that cannot do it.
 * `mask` is a picture file, white where an inpainting redraws.
 */
export declare function editSpecsOf(request: EditRequest, sourcePrompt: string, mask?: Uint8Array): EditSpec[];
