import { z } from 'zod';
import { EDIT_METHODS } from '../pipeline/edit-types.ts';
import { LoraUse } from '../pipeline/types.ts';

/** What an edit may be `using`: one method, or `all` of them side by side. */
export const Using = z.enum([...EDIT_METHODS, 'all']);
export type Using = z.infer<typeof Using>;

/** What weights can act on; see `PromptToPromptSpec`. */
export const Weighing = z.enum(['guidance', 'attention']);
export type Weighing = z.infer<typeof Weighing>;

/** What can be said after an edit. Kept with every result, so that later edits go on from it. */
export const EditRequestOptions = z
  .strictObject({
    /** How far the words may pull the picture from its source, 0 … 1; default 0.5, for Prompt-to-Prompt. */
    strength: z.number().exactOptional(),
    /** How much of the source's layout stays, 0 … 1. */
    structure: z.number().exactOptional(),
    /** Only this object may change. */
    only: z.string().exactOptional(),
    /** This object must not change. */
    keep: z.string().exactOptional(),
    /** Number of pictures to make. */
    variations: z.int().exactOptional(),
    /** What weights act on: with `attention` on that alone, as in the paper on Prompt-to-Prompt. */
    weighing: Weighing.exactOptional(),
    /** The method that draws; default Prompt-to-Prompt. Its own dials follow; see `EditSpec`. */
    using: Using.exactOptional(),
    ratio: z.number().exactOptional(),
    threshold: z.number().exactOptional(),
    repeats: z.int().exactOptional(),
    seed: z.int().exactOptional(),
    /** Guidance scales of a trained editor, by the words and by the picture, and its steps. */
    guidance: z.number().exactOptional(),
    imageGuidance: z.number().exactOptional(),
    steps: z.int().exactOptional(),
    /** What a trained editor reads in place of the target prompt. */
    sentence: z.string().exactOptional(),
    /** Whether the target prompt says what the sentence does. */
    isCaptioned: z.boolean().exactOptional(),
    /** LoRAs by the names that the settings give them, whatever method draws. */
    loras: z.array(LoraUse).readonly().exactOptional(),
  })
  .readonly();
export type EditRequestOptions = z.infer<typeof EditRequestOptions>;

/** A phrase of the target prompt and the factor on its attention. */
export const WordWeight = z.strictObject({ words: z.string(), factor: z.number() }).readonly();
export type WordWeight = z.infer<typeof WordWeight>;

/** What an arrow replaced: which words stand for each other. */
export const Replacement = z.strictObject({ from: z.string(), to: z.string() }).readonly();
export type Replacement = z.infer<typeof Replacement>;

/** An edit that was read, applied to its prompt. */
export interface EditRequest {
  /** The prompt after the edit. */
  readonly targetPrompt: string;
  readonly weights: readonly WordWeight[];
  /** In the order in which they were typed. */
  readonly replacements: readonly Replacement[];
  readonly options: EditRequestOptions;
}
