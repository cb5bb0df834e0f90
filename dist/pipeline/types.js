/**
 * What the pipeline takes and gives: one strict schema a contract, from which its type is inferred.
 * The pipeline's process, the queue, the stores and files check against these same schemas, so that
 * a key which one of them does not know is refused there and never dropped.
 */
import { z } from 'zod';
import { Tensor } from './tensor.js';
export const INVERSION_METHODS = ['null-text', 'negative-prompt', 'direct', 'ddim'];
export const OPTIMIZERS = ['l-bfgs', 'adam'];
const Count = z.int().nonnegative();
export const Bytes = z.instanceof(Uint8Array);
/** RGB, 8 bits a channel, row-major [height, width, 3]. */
export const Picture = z.strictObject({ width: Count, height: Count, data: Bytes }).readonly();
/** One plain object per UNet-sized unit of work. */
export const Progress = z
    .strictObject({
    phase: z.enum(['load', 'encode', 'invert', 'optimise', 'mask', 'edit', 'decode']),
    /** Units done and in all, within the whole job, so that done/total is a fraction for a bar. */
    done: z.number(),
    total: z.number(),
    /** Loss of the last inner step, where there is one. */
    loss: z.number().exactOptional(),
    /** Now and then, when asked for: the latent of this step as a small PNG in base64. */
    preview: z.base64().exactOptional(),
})
    .readonly();
/** Of the jobs that take long enough to be watched. */
const watched = {
    /** Whether progress shows the picture too, for at most a twentieth more time; default false. */
    previews: z.boolean().exactOptional(),
};
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
})
    .readonly();
/** What travels of an edit's options. */
export const PlainEditOptions = z
    .strictObject({
    ...watched,
    /** Whether pictures are what the decoder draws, also where nothing was changed; default false. */
    isAsDrawn: z.boolean().exactOptional(),
})
    .readonly();
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
    /** Forward rows. */
    unetEvaluations: Count,
    /** Forward + backward runs. */
    gradientEvaluations: Count,
    seconds: z.number(),
    /** Of the captioner, where it wrote the prompt. */
    captionConfidence: z.number().exactOptional(),
})
    .readonly();
/** What a captioner says of a picture. */
export const Caption = z
    .strictObject({
    sentence: z.string(),
    /** Probability of the word that was least certain, 0 … 1. */
    confidence: z.number().min(0).max(1),
})
    .readonly();
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
    /** z̄_T … z̄_0, [T + 1, C, h, w]: the exact path that the source takes. */
    trajectory: Tensor,
    /** ∅_t per step, [T, L, D]; [1, L, D] when one serves every step. */
    nullEmbeddings: Tensor,
    /** Cross-attention of the source at the blend side, mean over steps, [side², L]. */
    attention: Tensor,
    /** The picture as the model saw it, cropped and resized, PNG bytes. */
    picture: Bytes,
})
    .readonly();
/** A share of the steps, from the first: [start, end) as fractions of 0 … 1. */
export const Window = z.tuple([z.number(), z.number()]).readonly();
export const EDIT_METHODS = [
    'prompt-to-prompt',
    'sdedit',
    'diffedit',
    'fast-diffedit',
    'inpaint',
];
const common = {
    targetPrompt: z.string(),
    /** Guidance scale of this edit; default the inversion's own. */
    guidanceScale: z.number().exactOptional(),
    /**
     * Chooses the noise; default 0. Prompt-to-Prompt draws any only where the model folder asks for
     * fresh noise.
     */
    seed: z.number().exactOptional(),
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
/** Prompt-to-Prompt on the inversion: the default. */
export const PromptToPromptSpec = z
    .strictObject({
    ...common,
    method: z.literal('prompt-to-prompt').exactOptional(),
    /**
     * Words or phrases of the target prompt and the factor, about −2 … 5, on their attention and on
     * what they add to the noise prediction.
     */
    weights: z
        .array(z.strictObject({ words: z.string(), factor: z.number() }).readonly())
        .readonly()
        .exactOptional(),
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
export const SdeditSpec = z
    .strictObject({
    ...common,
    method: z.literal('sdedit'),
    /** Share of the schedule that is noised and drawn again, 0 … 1; default 0.6. */
    strength: share,
})
    .readonly();
export const DiffeditSpec = z
    .strictObject({
    ...maskedByPrompts,
    method: z.literal('diffedit'),
    /** Share of the schedule that is encoded and decoded, 0 … 1; default 0.9. */
    ratio: share,
})
    .readonly();
export const FastDiffeditSpec = z
    .strictObject({
    ...maskedByPrompts,
    method: z.literal('fast-diffedit'),
    /** Share of the schedule that the mask is redrawn over, 0 … 1; default 0.8. */
    strength: share,
})
    .readonly();
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
/** One wanted picture: its words, and the method that draws it with that method's dials. */
export const EditSpec = z.discriminatedUnion('method', [
    PromptToPromptSpec,
    SdeditSpec,
    DiffeditSpec,
    FastDiffeditSpec,
    InpaintSpec,
]);
export const EDIT_KINDS = ['replace', 'refine', 'reweight'];
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
})
    .readonly();
export const WordMap = z
    .strictObject({
    word: z.string(),
    /** Attention of the word in 0 … 1, [side, side]. */
    map: Tensor,
})
    .readonly();
