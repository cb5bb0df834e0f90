import { z } from 'zod';
import { ERROR_CODES } from '../errors.ts';
import { sizeOf, type Tensor } from '../tensor.ts';
import {
  EDIT_METHODS,
  type EditResult,
  type EditSpec,
  INVERSION_METHODS,
  type Inversion,
  type InvertOptions,
  type JobOptions,
  OPTIMIZERS,
  type Picture,
  type Progress,
  type PromptToPromptSpec,
  type WatchedJobOptions,
  type WordMap,
} from '../types.ts';

/** What travels of a job's options; its signal and progress callback become messages. */
type Plain<Options extends JobOptions> = Omit<Options, keyof JobOptions>;

/** The jobs that the child does, and what they take and give. */
export interface Jobs {
  /** Always the first: opens a model folder. */
  load: { input: { folder: string }; output: null };
  /** `image` is a picture file's bytes: decoding is the child's work too. */
  invert: {
    input: { image: Uint8Array; prompt: string; options: Plain<InvertOptions> };
    output: Inversion;
  };
  edit: {
    input: { inversion: Inversion; specs: readonly EditSpec[]; options: Plain<WatchedJobOptions> };
    output: EditResult[];
  };
  words: { input: { inversion: Inversion }; output: WordMap[] };
  reconstruct: { input: { inversion: Inversion }; output: Picture };
  /** Peak resident memory of the child so far. */
  memory: { input: null; output: { peakRssMiB: number } };
}

const tensorSchema: z.ZodType<Tensor> = z
  .object({ data: z.instanceof(Float32Array), dims: z.array(z.int().nonnegative()) })
  .refine(({ data, dims }) => data.length === sizeOf(dims), 'dims do not describe the data');

const picture: z.ZodType<Picture> = z.object({
  width: z.int(),
  height: z.int(),
  data: z.instanceof(Uint8Array),
});

/** PSNR is infinite between equal pictures. */
const decibels = z.number().or(z.literal(Number.POSITIVE_INFINITY));

const inversion: z.ZodType<Inversion> = z.object({
  fingerprint: z.string(),
  prompt: z.string(),
  guidanceScale: z.number(),
  timesteps: z.array(z.number()),
  latent: z.object({ channels: z.int(), height: z.int(), width: z.int() }),
  trajectory: tensorSchema,
  nullEmbeddings: tensorSchema,
  attention: tensorSchema,
  picture: z.instanceof(Uint8Array),
  report: z.object({
    method: z.enum(INVERSION_METHODS),
    steps: z.int(),
    psnr: decibels,
    vaePsnr: decibels,
    unetEvaluations: z.int(),
    gradientEvaluations: z.int(),
    seconds: z.number(),
  }),
});

const window = z.tuple([z.number(), z.number()]).readonly();
const words = z.object({ source: z.string(), target: z.string() });

const common = { targetPrompt: z.string(), guidanceScale: z.number().exactOptional() };
const noised = { ...common, seed: z.number().exactOptional() };
const share = z.number().exactOptional();
const maskedByPrompts = { ...noised, threshold: share, repeats: z.number().exactOptional() };

const promptToPromptSpec: z.ZodType<PromptToPromptSpec> = z.object({
  ...common,
  method: z.literal('prompt-to-prompt').exactOptional(),
  weights: z.array(z.object({ words: z.string(), factor: z.number() })).exactOptional(),
  strength: share,
  crossWindow: window.exactOptional(),
  wordWindows: z.array(z.object({ words: z.string(), window })).exactOptional(),
  selfWindow: window.exactOptional(),
  blend: z
    .union([
      z.enum(['auto', 'none']),
      words.extend({
        subtract: words.exactOptional(),
        start: z.number().exactOptional(),
        threshold: z.number().exactOptional(),
      }),
    ])
    .exactOptional(),
  align: z.enum(['replace', 'refine']).exactOptional(),
});

const editSpec: z.ZodType<EditSpec> = z.union([
  z.object({ ...noised, method: z.literal('sdedit'), strength: share }),
  z.object({ ...maskedByPrompts, method: z.literal('diffedit'), ratio: share }),
  z.object({ ...maskedByPrompts, method: z.literal('fast-diffedit'), strength: share }),
  z.object({
    ...noised,
    method: z.literal('inpaint'),
    mask: z.union([
      z.object({ words: z.string() }),
      z.object({ picture: z.instanceof(Uint8Array) }),
    ]),
    threshold: share,
    strength: share,
  }),
  promptToPromptSpec,
]);

const editResult: z.ZodType<EditResult> = z.object({
  picture,
  method: z.enum(EDIT_METHODS),
  kind: z.enum(['replace', 'refine', 'reweight']).nullable(),
  mask: picture.nullable(),
  sourcePrompt: z.string(),
  targetPrompt: z.string(),
  unetRows: z.int(),
  seconds: z.number(),
});

const watched = { previews: z.boolean().exactOptional() };

const invertOptions: z.ZodType<Plain<InvertOptions>> = z.object({
  ...watched,
  method: z.enum(INVERSION_METHODS).exactOptional(),
  steps: z.number().exactOptional(),
  innerSteps: z.number().exactOptional(),
  tolerance: z.number().exactOptional(),
  optimizer: z.enum(OPTIMIZERS).exactOptional(),
  guidanceScale: z.number().exactOptional(),
  fit: z.enum(['crop', 'fit']).exactOptional(),
});

/** Both ends check what they receive against this one table. */
export const JOBS: {
  readonly [Kind in keyof Jobs]: {
    readonly input: z.ZodType<Jobs[Kind]['input']>;
    readonly output: z.ZodType<Jobs[Kind]['output']>;
  };
} = {
  load: { input: z.object({ folder: z.string() }), output: z.null() },
  invert: {
    input: z.object({
      image: z.instanceof(Uint8Array),
      prompt: z.string(),
      options: invertOptions,
    }),
    output: inversion,
  },
  edit: {
    input: z.object({ inversion, specs: z.array(editSpec), options: z.object(watched) }),
    output: z.array(editResult),
  },
  words: {
    input: z.object({ inversion }),
    output: z.array(z.object({ word: z.string(), map: tensorSchema })),
  },
  reconstruct: { input: z.object({ inversion }), output: picture },
  memory: { input: z.null(), output: z.object({ peakRssMiB: z.number() }) },
};

export const progress: z.ZodType<Progress> = z.object({
  phase: z.enum(['load', 'encode', 'invert', 'optimise', 'mask', 'edit', 'decode']),
  done: z.number(),
  total: z.number(),
  loss: z.number().exactOptional(),
  preview: z.base64().exactOptional(),
});

const id = z.int();

/** Parent → child. */
export const Request = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    id,
    kind: z.enum(['load', 'invert', 'edit', 'words', 'reconstruct', 'memory']),
    input: z.unknown(),
  }),
  z.object({ type: z.literal('cancel'), id }),
]);
export type Request = z.infer<typeof Request>;

/** Child → parent. */
export const Reply = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), id, progress }),
  z.object({ type: z.literal('done'), id, output: z.unknown() }),
  z.object({
    type: z.literal('failed'),
    id,
    /** Absent for an error that nobody threw on purpose. */
    code: z.enum(ERROR_CODES).exactOptional(),
    message: z.string(),
    stack: z.string().exactOptional(),
  }),
]);
export type Reply = z.infer<typeof Reply>;
