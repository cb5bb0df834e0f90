import type { Tensor } from './tensor.ts';

export const INVERSION_METHODS = ['null-text', 'negative-prompt', 'direct', 'ddim'] as const;
export type InversionMethod = (typeof INVERSION_METHODS)[number];

/** RGB, 8 bits a channel, row-major [height, width, 3]. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** One plain object per UNet-sized unit of work. */
export interface Progress {
  readonly phase: 'load' | 'encode' | 'invert' | 'optimise' | 'edit' | 'decode';
  /** Units done and in all, within the whole job, so that done/total is a fraction for a bar. */
  readonly done: number;
  readonly total: number;
  /** Loss of the last inner step, where there is one. */
  readonly loss?: number;
}

export interface JobOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface InvertOptions extends JobOptions {
  readonly method?: InversionMethod; // default null-text
  readonly steps?: number; // T, default 50
  readonly innerSteps?: number; // N, default 10
  readonly tolerance?: number; // base of the early stop, default 1e-5
  readonly guidanceScale?: number; // w, default from the model folder
  /** `crop` to the model's square (default), or `fit` to multiples of the latent. */
  readonly fit?: 'crop' | 'fit';
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

export interface EditSpec {
  readonly targetPrompt: string;
  /** Words or phrases of the target prompt and the factor on their attention, about −2 … 5. */
  readonly weights?: readonly { readonly words: string; readonly factor: number }[];
  /** Cross-attention window; default 0.8 of the steps. */
  readonly crossWindow?: Window;
  /** Windows of single words or phrases of the target prompt. */
  readonly wordWindows?: readonly { readonly words: string; readonly window: Window }[];
  /** Self-attention window; default 0.4 for replace, lower keeps less structure. */
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
  /** Force how the prompts are aligned; default: replace when the word counts match. */
  readonly align?: 'replace' | 'refine';
  /** Guidance scale of this edit; default the inversion's own. */
  readonly guidanceScale?: number;
}

export type EditKind = 'replace' | 'refine' | 'reweight';

export interface EditResult {
  readonly picture: Picture;
  readonly kind: EditKind;
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
