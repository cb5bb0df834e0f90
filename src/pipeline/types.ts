/**
 * What the pipeline takes and gives: one strict schema a contract, from which its type is inferred.
 * The pipeline's process, the queue, the stores and files check against these same schemas, so that
 * a key which one of them does not know is refused there and never dropped.
 */
import { z } from 'zod';
import { Tensor } from './tensor.ts';

export const INVERSION_METHODS = [
  'null-text',
  'pivotal',
  'negative-prompt',
  'direct',
  'ddim',
  'encode',
] as const;
export type InversionMethod = (typeof INVERSION_METHODS)[number];

export const OPTIMIZERS = ['l-bfgs', 'adam'] as const;
export type OptimizerName = (typeof OPTIMIZERS)[number];

const Count = z.int().nonnegative();
export const Bytes: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);

/** RGB, 8 bits a channel, row-major [height, width, 3]. */
export const Picture = z.strictObject({ width: Count, height: Count, data: Bytes }).readonly();
export type Picture = z.infer<typeof Picture>;

export const PHASES = [
  'load',
  'encode',
  'invert',
  'optimise',
  'mask',
  'edit',
  'decode',
  /** Of learning: the model draws what it must not forget. */
  'prior',
  'learn',
] as const;

/** One plain object per UNet-sized unit of work. */
export const Progress = z
  .strictObject({
    phase: z.enum(PHASES),
    /** Units done and in all, within the whole job, so that done/total is a fraction for a bar. */
    done: z.number(),
    total: z.number(),
    /** Loss of the last inner step, where there is one. */
    loss: z.number().exactOptional(),
    /** Now and then, when asked for: the latent of this step as a small PNG in base64. */
    preview: z.base64().exactOptional(),
    /** Of an inversion whose picture is not of the model's kind: see `InversionReport`. */
    unlike: z.string().exactOptional(),
  })
  .readonly();
export type Progress = z.infer<typeof Progress>;

/** What a job is given beside its options; it cannot leave the process. */
export interface JobOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** A low-rank adaptation (Hu et al. 2021): a .safetensors file, and how strongly it acts. */
export const LoraChoice = z
  .strictObject({
    file: z.string(),
    scale: z.number(),
    /** One that has a name acts only on the edits that ask for it (`LoraUse`). */
    name: z.string().exactOptional(),
  })
  .readonly();
export type LoraChoice = z.infer<typeof LoraChoice>;

/** A named LoRA that an edit is drawn with; how strongly it acts is by default what the choice says. */
export const LoraUse = z
  .strictObject({ name: z.string(), scale: z.number().exactOptional() })
  .readonly();
export type LoraUse = z.infer<typeof LoraUse>;

/** How a model folder is opened. */
export const ModelOptions = z.strictObject({
  /** Merged into the weights, one after another; named ones for the edits that ask for them. */
  loras: z.array(LoraChoice).readonly(),
  /** Words and phrases that no prompt may have the model read. */
  blockedWords: z.array(z.string()).readonly(),
});
export type ModelOptions = z.infer<typeof ModelOptions>;

export const LEARNING_METHODS = ['dreambooth', 'textual-inversion'] as const;
export type LearningMethod = (typeof LEARNING_METHODS)[number];

/** A subject that a model has learned from pictures, and whose name prompts may hold from then on. */
export const Subject = z
  .strictObject({
    /** One word, as it was given: “Milo”. */
    name: z.string(),
    /** What kind of thing it is, in a word of the model's own: “dog”. */
    className: z.string(),
    /** Fingerprint of the model folder that learned it. */
    fingerprint: z.string(),
    /**
     * The changes to the UNet's weights as a .safetensors file with PEFT's keys, as diffusers reads it;
     * null for textual inversion, which changes none.
     */
    lora: Bytes.nullable(),
    /** The embedding of the new token, [1, D] under its name `<milo>`: a .safetensors file. */
    embedding: Bytes,
    report: z
      .strictObject({
        method: z.enum(LEARNING_METHODS),
        steps: Count,
        seconds: z.number(),
        /** Mean squared error of the noise predicted in the pictures, over the last tenth of the steps. */
        loss: z.number(),
        /** Pictures that it was learned from. */
        pictures: Count,
      })
      .readonly(),
  })
  .readonly();
export type Subject = z.infer<typeof Subject>;

/** Of the jobs that take long enough to be watched. */
const watched = {
  /** Whether progress shows the picture too, for at most a twentieth more time; default false. */
  previews: z.boolean().exactOptional(),
};
export type WatchedJobOptions = JobOptions & { readonly previews?: boolean };

/** Of the jobs that read prompts. */
const withSubjects = {
  /** Those whose names the prompts may hold; a prompt without the name is read and drawn without it. */
  subjects: z.array(Subject).readonly().exactOptional(),
};

/** What travels of the options of reading an inversion's words. */
export const PlainReadingOptions = z.strictObject(withSubjects).readonly();
export type ReadingOptions = z.infer<typeof PlainReadingOptions>;

/** What travels of learning's options. */
export const PlainLearnOptions = z
  .strictObject({
    ...watched,
    /** Default DreamBooth. */
    method: z.enum(LEARNING_METHODS).exactOptional(),
    /** Of the optimiser; default by the method. */
    steps: z.number().exactOptional(),
    /** Of the changes to the weights; default 16. */
    rank: z.number().exactOptional(),
    /** Of the weights, or in textual inversion of the embedding; default by the method. */
    learningRate: z.number().exactOptional(),
    /** λ of prior preservation; 0: none. Default 1, as in the paper. */
    priorWeight: z.number().exactOptional(),
    /** Chooses noise and order; default 0. */
    seed: z.number().exactOptional(),
  })
  .readonly();
export type LearnOptions = z.infer<typeof PlainLearnOptions> & JobOptions;

/** What travels of an inversion's options. */
export const PlainInvertOptions = z
  .strictObject({
    ...watched,
    /** Default null-text. */
    method: z.enum(INVERSION_METHODS).exactOptional(),
    /** T, default from the model folder. */
    steps: z.number().exactOptional(),
    /** N, default from the model folder. */
    innerSteps: z.number().exactOptional(),
    /** Base of the early stop, default 1e-5. */
    tolerance: z.number().exactOptional(),
    /** Of null-text; `adam` is the paper's, the default `l-bfgs` needs a third of its gradients. */
    optimizer: z.enum(OPTIMIZERS).exactOptional(),
    /** w, default from the model folder. */
    guidanceScale: z.number().exactOptional(),
    /** `crop` to the model's square (default), or `fit` to multiples of the latent. */
    fit: z.enum(['crop', 'fit']).exactOptional(),
    ...withSubjects,
  })
  .readonly();
export type InvertOptions = z.infer<typeof PlainInvertOptions> & JobOptions;

/** What travels of an edit's options. */
export const PlainEditOptions = z
  .strictObject({
    ...watched,
    /** Whether pictures are what the decoder draws, also where nothing was changed; default false. */
    isAsDrawn: z.boolean().exactOptional(),
    ...withSubjects,
  })
  .readonly();
export type EditOptions = z.infer<typeof PlainEditOptions> & JobOptions;

/** PSNR in dB: infinite between equal pictures, which JSON writes as null. */
const Decibels = z
  .number()
  .or(z.literal(Number.POSITIVE_INFINITY))
  .or(z.null().transform(() => Number.POSITIVE_INFINITY));

/** What an inversion measured, over the 8-bit picture. */
export const InversionReport = z
  .strictObject({
    method: z.enum(INVERSION_METHODS),
    steps: Count,
    /** Reconstruction against the input picture. */
    psnr: Decibels,
    /** VAE encode + decode against the input picture: the upper bound. */
    vaePsnr: Decibels,
    /** What the model draws, such as “emoji scenes”, where the picture is nothing of that kind. */
    unlike: z.string().exactOptional(),
    /** Forward rows. */
    unetEvaluations: Count,
    /** Forward + backward runs. */
    gradientEvaluations: Count,
    seconds: z.number(),
    /** Of the captioner, where it wrote the prompt. */
    captionConfidence: z.number().exactOptional(),
  })
  .readonly();
export type InversionReport = z.infer<typeof InversionReport>;

/** What a captioner says of a picture. */
export const Caption = z
  .strictObject({
    sentence: z.string(),
    /** Probability of the word that was least certain, 0 … 1. */
    confidence: z.number().min(0).max(1),
  })
  .readonly();
export type Caption = z.infer<typeof Caption>;

/** What JSON can hold of an inversion. */
export const inversionFacts = {
  /** Fingerprint of the model folder that made it. */
  fingerprint: z.string(),
  prompt: z.string(),
  guidanceScale: z.number(),
  /** T, descending. */
  timesteps: z.array(Count).readonly(),
  latent: z.strictObject({ channels: Count, height: Count, width: Count }).readonly(),
  report: InversionReport,
};

/** Everything later edits need. Its steps are in descending timestep order. */
export const Inversion = z
  .strictObject({
    ...inversionFacts,
    /** z̄_T … z̄_0, [T + 1, C, h, w]: the exact path that the source takes. T is 0 where it was only encoded. */
    trajectory: Tensor,
    /** ∅_t per step, [T, L, D]; [1, L, D] when one serves every step. */
    nullEmbeddings: Tensor,
    /** Cross-attention of the source at the blend side, mean over steps, [side², L]; [0, L] for T = 0. */
    attention: Tensor,
    /** The picture as the model saw it, cropped and resized, PNG bytes. */
    picture: Bytes,
  })
  .readonly();
export type Inversion = z.infer<typeof Inversion>;

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
  'instruct',
  'fill',
] as const;
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

export const SdeditSpec = z
  .strictObject({
    ...common,
    method: z.literal('sdedit'),
    /** Share of the schedule that is noised and drawn again, 0 … 1; default 0.6. */
    strength: share,
  })
  .readonly();
export type SdeditSpec = z.infer<typeof SdeditSpec>;

export const DiffeditSpec = z
  .strictObject({
    ...maskedByPrompts,
    method: z.literal('diffedit'),
    /** Share of the schedule that is encoded and decoded, 0 … 1; default 0.9. */
    ratio: share,
  })
  .readonly();
export type DiffeditSpec = z.infer<typeof DiffeditSpec>;

export const FastDiffeditSpec = z
  .strictObject({
    ...maskedByPrompts,
    method: z.literal('fast-diffedit'),
    /** Share of the schedule that the mask is redrawn over, 0 … 1; default 0.8. */
    strength: share,
  })
  .readonly();
export type FastDiffeditSpec = z.infer<typeof FastDiffeditSpec>;

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
  /** What the editor is told; default the target prompt. */
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

/** The methods that a network was trained for; they need only the picture's latent. */
export type TrainedSpec = InstructSpec | FillSpec;
export type TrainedMethod = TrainedSpec['method'];

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
]);
export type EditSpec = z.infer<typeof EditSpec>;

export const EDIT_KINDS = ['replace', 'refine', 'reweight'] as const;
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

export const WordMap = z
  .strictObject({
    word: z.string(),
    /** Attention of the word in 0 … 1, [side, side]. */
    map: Tensor,
  })
  .readonly();
export type WordMap = z.infer<typeof WordMap>;
