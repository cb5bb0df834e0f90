/** Edits as the pipeline takes and gives them: what each method takes, and what comes of it. */
import { z } from 'zod';
import { Bytes, Count, LoraUse, Picture } from './types.ts';

/** A share of the steps, from the first: [start, end) as fractions of 0 … 1. */
export const Window = z.tuple([z.number(), z.number()]).readonly();
export type Window = z.infer<typeof Window>;

export const EDIT_METHODS = [
  'prompt-to-prompt',
  'infedit',
  'sdedit',
  'diffedit',
  'fast-diffedit',
  'inpaint',
  'imagic',
  'instruct',
  'fill',
] as const;
/** How an edit is drawn; docs/methods.md compares them. */
export type EditMethod = (typeof EDIT_METHODS)[number];

const common = {
  targetPrompt: z.string(),
  /** Guidance scale of this edit; default the inversion's own. */
  guidanceScale: z.number().exactOptional(),
  /**
   * Chooses the noise; default 0. Prompt-to-Prompt on the inversion draws any only where the model
   * folder asks for fresh noise.
   */
  seed: z.number().exactOptional(),
  /** Merged into the weights for this picture, after those that the model was opened with. */
  loras: z.array(LoraUse).readonly().exactOptional(),
};
const share = z.number().exactOptional();
const maskedByPrompts = {
  ...common,
  /** Share of the largest difference above which a cell belongs to the mask, 0 … 1; default 0.2. */
  threshold: share,
  /** Noisings that the mask is averaged over; default 10, for the zero-shot mask 12. */
  repeats: z.number().exactOptional(),
};

/** Words of the two prompts; '' names none of a prompt. */
const wordsOfBoth = { source: z.string(), target: z.string() };

/** Prompt-to-Prompt: the default. */
export const PromptToPromptSpec = z
  .strictObject({
    ...common,
    /**
     * What the source's attention is followed on: its inversion, or with `infedit` the picture noised
     * afresh at every step. Default the model folder's.
     */
    method: z.enum(['prompt-to-prompt', 'infedit']).exactOptional(),
    /**
     * Words or phrases of the target prompt and the factor, about −2 … 5, on their attention and on
     * what they add to the noise prediction.
     */
    weights: z
      .array(z.strictObject({ words: z.string(), factor: z.number() }).readonly())
      .readonly()
      .exactOptional(),
    /**
     * What a weight acts on: `guidance` (default) on attention and the noise prediction, `attention` on
     * that alone, as in the paper (Hertz et al. 2022, § 4, “attention re-weighting”).
     */
    weighing: z.enum(['guidance', 'attention']).exactOptional(),
    /**
     * How far the words pull, 0 … 1, default 0.5: shortens the model folder's cross-attention window
     * and raises the guidance scale; see `pullOf`.
     */
    strength: share,
    /** Cross-attention window; default the model folder's, by the strength. */
    crossWindow: Window.exactOptional(),
    /** Windows of single words or phrases of the target prompt. */
    wordWindows: z
      .array(z.strictObject({ words: z.string(), window: Window }).readonly())
      .readonly()
      .exactOptional(),
    /** Self-attention window; default the model folder's; lower keeps less structure. */
    selfWindow: Window.exactOptional(),
    /**
     * Where pixels may change. `auto` (default): the object for a swapped noun, the whole picture
     * for an added phrase or a re-weighting. `none`: everywhere. Words: where they look in the
     * source or in the target prompt, less where the subtract words look; without any word the
     * whole picture counts.
     */
    blend: z
      .union([
        z.enum(['auto', 'none']),
        z
          .strictObject({
            ...wordsOfBoth,
            subtract: z.strictObject(wordsOfBoth).readonly().exactOptional(),
            start: z.number().exactOptional(),
            threshold: z.number().exactOptional(),
          })
          .readonly(),
      ])
      .exactOptional(),
    /** Force how the prompts are aligned; default: replace when the word counts match. */
    align: z.enum(['replace', 'refine']).exactOptional(),
  })
  .readonly();
export type PromptToPromptSpec = z.infer<typeof PromptToPromptSpec>;

/** SDEdit (Meng et al. 2022): the picture is noised and drawn again. */
export const SdeditSpec = z
  .strictObject({
    ...common,
    method: z.literal('sdedit'),
    /** Share of the schedule that is noised and drawn again, 0 … 1; default 0.6. */
    strength: share,
  })
  .readonly();
export type SdeditSpec = z.infer<typeof SdeditSpec>;

/** DiffEdit (Couairon et al. 2023): redrawn where the two prompts disagree, from encoded noise. */
export const DiffeditSpec = z
  .strictObject({
    ...maskedByPrompts,
    method: z.literal('diffedit'),
    /** Share of the schedule that is encoded and decoded, 0 … 1; default 0.9. */
    ratio: share,
  })
  .readonly();
export type DiffeditSpec = z.infer<typeof DiffeditSpec>;

/** DiffEdit with a mask that one noising of the picture gives. */
export const FastDiffeditSpec = z
  .strictObject({
    ...maskedByPrompts,
    method: z.literal('fast-diffedit'),
    /** Share of the schedule that the mask is redrawn over, 0 … 1; default 0.8. */
    strength: share,
  })
  .readonly();
export type FastDiffeditSpec = z.infer<typeof FastDiffeditSpec>;

/** Redraws inside a mask, and keeps the picture around it. */
export const InpaintSpec = z
  .strictObject({
    ...common,
    method: z.literal('inpaint'),
    /** Where to redraw: where words of the source prompt look, or a picture file, white for there. */
    mask: z.union([
      z.strictObject({ words: z.string() }).readonly(),
      z.strictObject({ picture: Bytes }).readonly(),
    ]),
    /** Share of the words' largest attention above which a cell belongs; default the folder's. */
    threshold: share,
    /** Share of the schedule that the mask is redrawn over, 0 … 1; default 1. */
    strength: share,
  })
  .readonly();
export type InpaintSpec = z.infer<typeof InpaintSpec>;

/** Of the editors that a network was trained for; defaults are the model folder's. */
const trained = {
  ...common,
  /** What the editor reads; default the target prompt. */
  sentence: z.string().exactOptional(),
  /** Whether the target prompt says what the sentence does, for editors that read captions better. */
  isCaptioned: z.boolean().exactOptional(),
  /** A picture file to edit in place of the inverted picture, of the same size: what was made of it so far. */
  picture: Bytes.exactOptional(),
  /** How far the words pull, 0 … 1, default 0.5: a factor of 0.5 … 1.5 on the guidance scale. */
  strength: share,
  /** T of the drawing, whatever the inversion's. */
  steps: z.int().exactOptional(),
};

/** InstructPix2Pix: follows an instruction, or the caption of what is wanted. */
export const InstructSpec = z
  .strictObject({
    ...trained,
    method: z.literal('instruct'),
    /** s_I, of the picture; `guidanceScale` is s_T, of the words. */
    imageGuidance: z.number().exactOptional(),
  })
  .readonly();
export type InstructSpec = z.infer<typeof InstructSpec>;

/** A network trained to fill holes. */
export const FillSpec = z
  .strictObject({
    ...trained,
    method: z.literal('fill'),
    /** Where the hole is, as for inpainting; `contrast`: where the two prompts differ, as FastDiffEdit finds it. */
    mask: z.union([InpaintSpec.unwrap().shape.mask, z.literal('contrast')]),
    /** As for inpainting, or for `contrast` as for FastDiffEdit. */
    threshold: share,
  })
  .readonly();
export type FillSpec = z.infer<typeof FillSpec>;

/** Where Imagic's dials stand until they are turned; at most a minute on two cores with the bundled model. */
export const IMAGIC_DEFAULTS = { strength: 0.85, embeddingSteps: 250, tuningSteps: 300 } as const;

/** Imagic: fine-tunes the model to the one picture, and draws it at words between what it shows and the target. */
export const ImagicSpec = z
  .strictObject({
    ...common,
    method: z.literal('imagic'),
    /** η: share of the way from the picture's optimised embedding to the target prompt's, 0 … 1; default 0.85. */
    strength: share,
    /** Of the optimisation of the embedding; default 250. */
    embeddingSteps: z.int().exactOptional(),
    /** Of the weights after it; default 300. */
    tuningSteps: z.int().exactOptional(),
  })
  .readonly();
export type ImagicSpec = z.infer<typeof ImagicSpec>;

/** The methods that a network was trained for; they need only the picture's latent. */
export type TrainedSpec = InstructSpec | FillSpec;
export type TrainedMethod = TrainedSpec['method'];

/** Whether an edit is drawn by an editor that a network was trained for. */
export function isTrained(method: string | undefined): method is TrainedMethod {
  return method === 'instruct' || method === 'fill';
}

/** The methods that redraw the picture from noise; they need only its latent. */
export type RedrawSpec = SdeditSpec | DiffeditSpec | FastDiffeditSpec | InpaintSpec;

/** One wanted picture: its words, and the method that draws it with that method's dials. */
export const EditSpec = z.discriminatedUnion('method', [
  PromptToPromptSpec,
  SdeditSpec,
  DiffeditSpec,
  FastDiffeditSpec,
  InpaintSpec,
  InstructSpec,
  FillSpec,
  ImagicSpec,
]);
export type EditSpec = z.infer<typeof EditSpec>;

export const EDIT_KINDS = ['replace', 'refine', 'reweight'] as const;
/** How Prompt-to-Prompt aligned the words of its prompts (Hertz et al. 2022, § 3.3). */
export type EditKind = (typeof EDIT_KINDS)[number];

/** How well a picture shows its target prompt, by a CLIP. */
export const Fit = z
  .strictObject({
    /** CLIP-T: the cosine of the picture's and the prompt's embeddings, −1 … 1. */
    score: z.number(),
    /**
     * The same between 0, the posted picture under this prompt, and 1, the posted picture under its own;
     * null where these are too near each other to measure by.
     */
    share: z.number().min(0).max(1).nullable(),
  })
  .readonly();
export type Fit = z.infer<typeof Fit>;

/** What came of one spec. */
export const EditResult = z
  .strictObject({
    picture: Picture,
    method: z.enum(EDIT_METHODS),
    /** How Prompt-to-Prompt aligned the words; null for the other methods. */
    kind: z.enum(EDIT_KINDS).nullable(),
    /** Where the picture might change: white there, black elsewhere. Null when it is not limited so. */
    mask: Picture.nullable(),
    sourcePrompt: z.string(),
    targetPrompt: z.string(),
    /** UNet rows evaluated by the whole batch this edit was part of. */
    unetRows: Count,
    seconds: z.number(),
    /** Where several pictures were asked for and a CLIP is there. */
    fit: Fit.exactOptional(),
  })
  .readonly();
export type EditResult = z.infer<typeof EditResult>;
