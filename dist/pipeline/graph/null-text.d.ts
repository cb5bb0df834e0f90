import type { Graph } from './ir.ts';
/** Input and output names of diffusers' UNet exports. */
export declare const SAMPLE = "sample";
export declare const TIMESTEP = "timestep";
export declare const CONTEXT = "encoder_hidden_states";
/** The graphs of null-text optimisation. All values are float32 but the timestep. */
export interface NullTextGraphs {
    /** sample, timestep → the boundary: what the text cannot influence, run once per timestep. */
    readonly stem: Graph;
    /** boundary, encoder_hidden_states → the UNet's output [1, C, h, w]. */
    readonly conditional: Graph;
    /**
     * boundary, encoder_hidden_states (∅ [1, L, D]), sample (z), conditional (m_c) and target (z*),
     * each [1, C, h, w], and the scalars guidance_scale (w), latent_coefficient (a) and
     * prediction_coefficient (b) → loss [], gradient [1, L, D], prediction (m_u); see
     * NullTextStep.gradient.
     */
    readonly gradient: Graph;
    /** Names of the values that the stem gives to the other two. */
    readonly boundary: readonly string[];
}
/** Takes a normalised UNet of batch 1 apart for null-text optimisation. */
export declare function nullTextGraphs(unet: Graph, folder: string): Promise<NullTextGraphs>;
