import type { Tensor } from '../../tensor.ts';

/**
 * The UNet as the diffusion code sees it. Every prediction is the network's raw output
 * [rows, channels, height, width]: ε for epsilon models, v for v-prediction models; the schedule
 * converts. L = tokens of the context, D = width of an embedding.
 */
export interface NoisePredictor {
  /** Latent size that the graphs were compiled for. */
  readonly latent: { readonly channels: number; readonly height: number; readonly width: number };

  /** Plain prediction. latents [R, C, h, w], context [R, L, D] → [R, C, h, w]. */
  predict(latents: Tensor, timestep: number, context: Tensor): Promise<Tensor>;

  /**
   * The prediction of one row and what its words looked at: attention [1, side², L] is the mean
   * over heads of every cross-attention map at the blend side, averaged over those layers.
   */
  observe(
    latent: Tensor,
    timestep: number,
    context: Tensor,
  ): Promise<{ prediction: Tensor; attention: Tensor }>;

  /**
   * Starts the work on one timestep of null-text optimisation: runs once what the text cannot
   * influence (the stem), which both methods of the result share.
   */
  nullText(latent: Tensor, timestep: number): Promise<NullTextStep>;

  /** One step of Prompt-to-Prompt; see EditStep. */
  edit(step: EditStep): Promise<EditPrediction>;

  /** Frees the sessions. */
  close(): Promise<void>;
}

export interface NullTextStep {
  /** Prediction under a context [1, L, D] → [1, C, h, w]; computes only what the context influences. */
  predict(context: Tensor): Promise<Tensor>;

  /**
   * Loss, its gradient, and m_u in one run. With m_u the prediction under ∅, m_c the conditional one:
   * m = m_u + w(m_c − m_u); previous = a·z + b·m; loss = mean((previous − target)²).
   */
  gradient(input: {
    readonly nullEmbedding: Tensor; // [1, L, D]
    readonly conditional: Tensor; // m_c [1, C, h, w]
    readonly target: Tensor; // z*_{t−Δ} [1, C, h, w]
    readonly guidanceScale: number; // w
    readonly latentCoefficient: number; // a
    readonly predictionCoefficient: number; // b
  }): Promise<{
    loss: number;
    gradient: Tensor; // [1, L, D]
    prediction: Tensor; // m_u [1, C, h, w]
  }>;
}

/**
 * What edits looked at of a source in one step, in half precision. Only the predictor that gave it knows
 * how to read it.
 */
export interface SourceLook {
  /** The bits of the numbers, by what they are. */
  readonly parts: ReadonlyMap<
    string,
    { readonly data: Uint16Array; readonly dims: readonly number[] }
  >;
  /** For which of the three that a step may ask for it serves. */
  readonly crossAttention: boolean;
  readonly replaceSelfAttention: boolean;
  readonly observe: boolean;
}

/**
 * One denoising step of P targets that share one source row.
 * Rows run: unconditional × P (only where there is guidance) | conditional source (only while
 * something needs its maps, and they were not kept) | conditional × P.
 */
export interface EditStep {
  readonly timestep: number;
  readonly sourceLatent: Tensor; // [1, C, h, w], from the stored trajectory
  readonly targetLatents: Tensor; // [P, C, h, w]
  /** [P, L, D]; null where nothing is guided away from them. */
  readonly nullEmbeddings: Tensor | null;
  readonly sourceContext: Tensor; // [1, L, D]
  readonly targetContexts: Tensor; // [P, L, D]
  /**
   * Cross-attention of target p becomes A_src · sourceMapper[p] + A_p ∘ targetGain[p]; null when
   * every window has closed. The token mapper, the refine mask, the equaliser and the window α
   * are all folded into these two (see diffusion/attention-control.ts).
   */
  readonly crossAttention: {
    readonly sourceMapper: Tensor; // [P, L, L]
    readonly targetGain: Tensor; // [P, 1, L]
  } | null;
  /** Targets take the source's self-attention maps in layers of at most selfAttentionMaxTokens. */
  readonly replaceSelfAttention: boolean;
  /** Ask for the edited cross-attention maps at the blend side. */
  readonly observe: boolean;
  /** Ask for the source's own prediction; default no, since its path is usually stored. */
  readonly predictSource?: boolean;
  /** What was kept of the same source in the same step; it is not run again where that is enough. */
  readonly kept?: SourceLook | null;
  /** Ask, where the source is run, for what is looked at of it. */
  readonly keepSource?: boolean;
}

export interface EditPrediction {
  readonly unconditional: Tensor | null; // [P, C, h, w], where there are null embeddings
  readonly conditional: Tensor; // [P, C, h, w]
  readonly source: Tensor | null; // [1, C, h, w], where it was asked for
  /** [1 + P, side², L], source first, after the edit of the maps; null unless observed. */
  readonly attention: Tensor | null;
  /** Where it was asked for and the source was run. */
  readonly sourceLook?: SourceLook | null;
  /** UNet rows evaluated. */
  readonly rows: number;
}
