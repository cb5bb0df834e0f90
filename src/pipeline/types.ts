/**
 * What the pipeline takes and gives: one strict schema a contract, from which its type is inferred.
 * The pipeline's process, the queue, the stores and files check against these same schemas, so that
 * a key which one of them does not know is refused there and never dropped.
 */
import { z } from 'zod';
import { Tensor } from './tensor.ts';

/** The ways to invert a picture, the usual one first. */
export const INVERSION_METHODS = [
  'pivotal',
  'null-text',
  'negative-prompt',
  'direct',
  'ddim',
  'encode',
] as const;
/** How a picture is inverted; docs/methods.md says what each costs. */
export type InversionMethod = (typeof INVERSION_METHODS)[number];

export const OPTIMIZERS = ['l-bfgs', 'adam'] as const;
/** What fits null embeddings: `l-bfgs` (default), or the paper's `adam`. */
export type OptimizerName = (typeof OPTIMIZERS)[number];

export const Count = z.int().nonnegative();
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
  /** Cancels the job between two UNet runs. */
  readonly signal?: AbortSignal;
  /** Called after each unit of work. */
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

/** Room for a hundred pictures of the bundled model; one of Stable Diffusion, with 50 steps, takes 1,300. */
export const ATTENTION_MIB = 256;

/** How a model folder is opened. */
export const ModelOptions = z.strictObject({
  /** Merged into the weights, one after another; named ones for the edits that ask for them. */
  loras: z.array(LoraChoice).readonly(),
  /** Words and phrases that no prompt may have the model read. */
  blockedWords: z.array(z.string()).readonly(),
  /** How much memory may be given to what edits look at of their source pictures; 0 keeps nothing of it. */
  attentionMiB: z.number().nonnegative(),
});
export type ModelOptions = z.infer<typeof ModelOptions>;

export const LEARNING_METHODS = ['dreambooth', 'textual-inversion'] as const;
/** How a subject is learned: DreamBooth (Ruiz et al. 2023) with a LoRA, or textual inversion (Gal et al. 2023). */
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
/** What the jobs that take long are given. */
export type WatchedJobOptions = JobOptions & { readonly previews?: boolean };

/** Of the jobs that read prompts. */
const withSubjects = {
  /** Those whose names the prompts may hold; a prompt without the name is read and drawn without it. */
  subjects: z.array(Subject).readonly().exactOptional(),
};

/** What travels of the options of reading an inversion's words. */
export const PlainReadingOptions = z.strictObject(withSubjects).readonly();
/** Options of `words`: which subjects its prompt may name. */
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
/** Options of `learn`. */
export type LearnOptions = z.infer<typeof PlainLearnOptions> & JobOptions;

/** What travels of an inversion's options. */
export const PlainInvertOptions = z
  .strictObject({
    ...watched,
    /** Default pivotal; null-text where one of its dials is given. */
    method: z.enum(INVERSION_METHODS).exactOptional(),
    /** T, default from the model folder. */
    steps: z.number().exactOptional(),
    /** N of null-text, default from the model folder. */
    innerSteps: z.number().exactOptional(),
    /** Base of null-text’s early stop, default 1e-5. */
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
/** Options of `invert`. */
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
/** Options of `edit`, for all of its specs. */
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

/** Where a word of the prompt looked during the inversion. */
export const WordMap = z
  .strictObject({
    word: z.string(),
    /** Attention of the word in 0 … 1, [side, side]. */
    map: Tensor,
  })
  .readonly();
export type WordMap = z.infer<typeof WordMap>;
