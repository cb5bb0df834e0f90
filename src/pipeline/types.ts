import type { Tensor } from './tensor.ts';

export const INVERSION_METHODS = ['null-text', 'negative-prompt', 'direct', 'ddim'] as const;
export type InversionMethod = (typeof INVERSION_METHODS)[number];

export const OPTIMIZERS = ['l-bfgs', 'adam'] as const;
export type OptimizerName = (typeof OPTIMIZERS)[number];

/** RGB, 8 bits a channel, row-major [height, width, 3]. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** One plain object per UNet-sized unit of work. */
export interface Progress {
  readonly phase: 'load' | 'encode' | 'invert' | 'optimise' | 'mask' | 'edit' | 'decode';
  /** Units done and in all, within the whole job, so that done/total is a fraction for a bar. */
  readonly done: number;
  readonly total: number;
  /** Loss of the last inner step, where there is one. */
  readonly loss?: number;
  /** Now and then, when asked for: the latent of this step as a small PNG in base64. */
  readonly preview?: string;
}

export interface JobOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Of the jobs that take long enough to be watched. */
export interface WatchedJobOptions extends JobOptions {
  /** Whether progress shows the picture too, for at most a twentieth more time; default false. */
  readonly previews?: boolean;
}

export interface InvertOptions extends WatchedJobOptions {
  readonly method?: InversionMethod; // default null-text
  readonly steps?: number; // T, default from the model folder
  readonly innerSteps?: number; // N, default from the model folder
  readonly tolerance?: number; // base of the early stop, default 1e-5
  /** Of null-text; `adam` is the paper's, the default `l-bfgs` needs a third of its gradients. */
  readonly optimizer?: OptimizerName;
  readonly guidanceScale?: number; // w, default from the model folder
  /** `crop` to the model's square (default), or `fit` to multiples of the latent. */
  readonly fit?: 'crop' | 'fit';
}

export interface EditOptions extends WatchedJobOptions {
  /** Whether pictures are what the decoder draws, also where nothing was changed; default false. */
  readonly isAsDrawn?: boolean;
}

/** What an inversion measured. PSNR in dB over the 8-bit picture. */
export interface InversionReport {
  readonly method: InversionMethod;
  readonly steps: number;
  /** Reconstruction against the input picture. */
  readonly psnr: number;
  /** VAE encode + decode against the input picture: the upper bound. */
  readonly vaePsnr: number;
  readonly unetEvaluations: number; // forward rows
  readonly gradientEvaluations: number; // forward + backward runs
  readonly seconds: number;
}

/** Everything later edits need. Its steps are in descending timestep order. */
export interface Inversion {
  /** Fingerprint of the model folder that made it. */
  readonly fingerprint: string;
  readonly prompt: string;
  readonly guidanceScale: number;
  readonly timesteps: readonly number[]; // T, descending
  readonly latent: { readonly channels: number; readonly height: number; readonly width: number };
  /** z̄_T … z̄_0, [T + 1, C, h, w]: the exact path that the source takes. */
  readonly trajectory: Tensor;
  /** ∅_t per step, [T, L, D]; [1, L, D] when one serves every step. */
  readonly nullEmbeddings: Tensor;
  /** Cross-attention of the source at the blend side, mean over steps, [side², L]. */
  readonly attention: Tensor;
  /** The picture as the model saw it, cropped and resized, PNG bytes. */
  readonly picture: Uint8Array;
  readonly report: InversionReport;
}

/** A share of the steps, from the first: [start, end) as fractions of 0 … 1. */
export type Window = readonly [start: number, end: number];

export const EDIT_METHODS = [
  'prompt-to-prompt',
  'sdedit',
  'diffedit',
  'fast-diffedit',
  'inpaint',
] as const;
export type EditMethod = (typeof EDIT_METHODS)[number];

/** One wanted picture: its words, and the method that draws it with that method's dials. */
export type EditSpec = PromptToPromptSpec | RedrawSpec;

/** The methods that redraw the picture from noise; they need only its latent. */
export type RedrawSpec = SdeditSpec | DiffeditSpec | FastDiffeditSpec | InpaintSpec;

interface CommonSpec {
  readonly targetPrompt: string;
  /** Guidance scale of this edit; default the inversion's own. */
  readonly guidanceScale?: number;
}

/** Prompt-to-Prompt on the inversion: the default. */
export interface PromptToPromptSpec extends CommonSpec {
  readonly method?: 'prompt-to-prompt';
  /**
   * Words or phrases of the target prompt and the factor, about −2 … 5, on their attention and on
   * what they add to the noise prediction.
   */
  readonly weights?: readonly { readonly words: string; readonly factor: number }[];
  /**
   * How far the words pull, 0 … 1, default 0.5: shortens the model folder's cross-attention window
   * and raises the guidance scale; see `pullOf`.
   */
  readonly strength?: number;
  /** Cross-attention window; default the model folder's, by the strength. */
  readonly crossWindow?: Window;
  /** Windows of single words or phrases of the target prompt. */
  readonly wordWindows?: readonly { readonly words: string; readonly window: Window }[];
  /** Self-attention window; default the model folder's; lower keeps less structure. */
  readonly selfWindow?: Window;
  /**
   * Where pixels may change. `auto` (default): the object for a swapped noun, the whole picture
   * for an added phrase or a re-weighting. `none`: everywhere. Words: where they look in the
   * source or in the target prompt, less where the subtract words look; '' names none of a prompt,
   * and without any word the whole picture counts.
   */
  readonly blend?:
    | 'auto'
    | 'none'
    | {
        readonly source: string;
        readonly target: string;
        readonly subtract?: { readonly source: string; readonly target: string };
        readonly start?: number;
        readonly threshold?: number;
      };
  /** Chooses the fresh noise of what is new, where the model folder asks for any; default 0. */
  readonly seed?: number;
  /** Force how the prompts are aligned; default: replace when the word counts match. */
  readonly align?: 'replace' | 'refine';
}

interface NoisedSpec extends CommonSpec {
  /** Chooses the noise; default 0. */
  readonly seed?: number;
}

export interface SdeditSpec extends NoisedSpec {
  readonly method: 'sdedit';
  /** Share of the schedule that is noised and drawn again, 0 … 1; default 0.6. */
  readonly strength?: number;
}

interface MaskedByPrompts extends NoisedSpec {
  /** Share of the largest difference above which a cell belongs to the mask, 0 … 1; default 0.2. */
  readonly threshold?: number;
  /** Noisings that the mask is averaged over; default 10, for the zero-shot mask 12. */
  readonly repeats?: number;
}

export interface DiffeditSpec extends MaskedByPrompts {
  readonly method: 'diffedit';
  /** Share of the schedule that is encoded and decoded, 0 … 1; default 0.9. */
  readonly ratio?: number;
}

export interface FastDiffeditSpec extends MaskedByPrompts {
  readonly method: 'fast-diffedit';
  /** Share of the schedule that the mask is redrawn over, 0 … 1; default 0.8. */
  readonly strength?: number;
}

export interface InpaintSpec extends NoisedSpec {
  readonly method: 'inpaint';
  /** Where to redraw: where words of the source prompt look, or a picture file, white for there. */
  readonly mask: { readonly words: string } | { readonly picture: Uint8Array };
  /** Share of the words' largest attention above which a cell belongs; default the folder's. */
  readonly threshold?: number;
  /** Share of the schedule that the mask is redrawn over, 0 … 1; default 1. */
  readonly strength?: number;
}

export type EditKind = 'replace' | 'refine' | 'reweight';

export interface EditResult {
  readonly picture: Picture;
  readonly method: EditMethod;
  /** How Prompt-to-Prompt aligned the words; null for the other methods. */
  readonly kind: EditKind | null;
  /** Where the picture might change: white there, black elsewhere. Null when it is not limited so. */
  readonly mask: Picture | null;
  readonly sourcePrompt: string;
  readonly targetPrompt: string;
  /** UNet rows evaluated by the whole batch this edit was part of. */
  readonly unetRows: number;
  readonly seconds: number;
}

export interface WordMap {
  readonly word: string;
  /** Attention of the word in 0 … 1, [side, side]. */
  readonly map: Tensor;
}
