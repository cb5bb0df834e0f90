import { z } from 'zod';
/** What a scheduler's class assumes where its config is silent, as diffusers' constructors do. */
interface Defaults {
    readonly timestep_spacing: 'leading' | 'trailing' | 'linspace' | 'lcm';
    /** Whether the last step ends at ᾱ = 1; else at ᾱ_0. Solvers in σ end at σ = 0, which is the same. */
    readonly set_alpha_to_one: boolean;
    readonly beta_start?: number;
    readonly beta_end?: number;
    readonly beta_schedule?: 'scaled_linear';
}
declare const PREDICTIONS: readonly ['epsilon', 'v_prediction'];
/** The noise of a model and the timesteps at which it is run. */
export interface SchedulerConfig {
    readonly num_train_timesteps: number;
    readonly beta_start: number;
    readonly beta_end: number;
    readonly beta_schedule: 'linear' | 'scaled_linear' | 'squaredcos_cap_v2';
    /** β_t of every train step, in place of the three above. */
    readonly trained_betas: readonly number[] | null;
    readonly prediction_type: (typeof PREDICTIONS)[number];
    readonly set_alpha_to_one: boolean;
    readonly rescale_betas_zero_snr: boolean;
    readonly timestep_spacing: Defaults['timestep_spacing'];
    readonly steps_offset: number;
    /** Of latent consistency models: the steps of the schedule that few are picked from. */
    readonly original_inference_steps: number;
}
/** A scheduler_config.json, with its class's defaults; what cannot be honoured is an issue. */
export declare const SchedulerConfig: z.ZodPipe<z.ZodObject<{
    _class_name: z.ZodDefault<z.ZodString>;
    num_train_timesteps: z.ZodDefault<z.ZodInt>;
    beta_start: z.ZodOptional<z.ZodNumber>;
    beta_end: z.ZodOptional<z.ZodNumber>;
    beta_schedule: z.ZodOptional<z.ZodEnum<{
        linear: "linear";
        scaled_linear: "scaled_linear";
        squaredcos_cap_v2: "squaredcos_cap_v2";
    }>>;
    trained_betas: z.ZodOptional<z.ZodNullable<z.ZodArray<z.ZodNumber>>>;
    prediction_type: z.ZodDefault<z.ZodString>;
    set_alpha_to_one: z.ZodOptional<z.ZodBoolean>;
    rescale_betas_zero_snr: z.ZodOptional<z.ZodNullable<z.ZodBoolean>>;
    timestep_spacing: z.ZodOptional<z.ZodEnum<{
        leading: "leading";
        linspace: "linspace";
        trailing: "trailing";
    }>>;
    steps_offset: z.ZodDefault<z.ZodInt>;
    original_inference_steps: z.ZodDefault<z.ZodInt>;
    timestep_type: z.ZodOptional<z.ZodString>;
    use_flow_sigmas: z.ZodOptional<z.ZodNullable<z.ZodBoolean>>;
}, z.core.$loose>, z.ZodTransform<SchedulerConfig, {
    [x: string]: unknown;
    _class_name: string;
    num_train_timesteps: number;
    beta_start?: number | undefined;
    beta_end?: number | undefined;
    beta_schedule?: "linear" | "scaled_linear" | "squaredcos_cap_v2" | undefined;
    trained_betas?: number[] | null | undefined;
    prediction_type: string;
    set_alpha_to_one?: boolean | undefined;
    rescale_betas_zero_snr?: boolean | null | undefined;
    timestep_spacing?: "leading" | "linspace" | "trailing" | undefined;
    steps_offset: number;
    original_inference_steps: number;
    timestep_type?: string | undefined;
    use_flow_sigmas?: boolean | null | undefined;
}>>;
export {};
