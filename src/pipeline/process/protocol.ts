import { z } from 'zod';
import { EditResult, EditSpec } from '../edit-types.ts';
import { ERROR_CODES } from '../errors.ts';
import {
  Bytes,
  Caption,
  Inversion,
  ModelOptions,
  Picture,
  PlainEditOptions,
  PlainInvertOptions,
  PlainLearnOptions,
  PlainReadingOptions,
  Progress,
  Subject,
  WordMap,
} from '../types.ts';

/** The jobs that the child does, and what they take and give. */
const jobs = {
  /** Always the first: opens a model folder. */
  load: {
    input: z.strictObject({ folder: z.string(), options: ModelOptions }),
    output: z.null(),
  },
  /** `image` is a picture file's bytes: decoding is the child's work too. */
  invert: {
    input: z.strictObject({
      image: Bytes,
      /** Null: what the captioner says. */
      prompt: z.string().nullable(),
      options: PlainInvertOptions,
    }),
    output: Inversion,
  },
  edit: {
    input: z.strictObject({
      inversion: Inversion,
      specs: z.array(EditSpec).readonly(),
      options: PlainEditOptions,
    }),
    output: z.array(EditResult),
  },
  /** `images` are picture files' bytes. */
  learn: {
    input: z.strictObject({
      images: z.array(Bytes).readonly(),
      name: z.string(),
      className: z.string(),
      options: PlainLearnOptions,
    }),
    output: Subject,
  },
  words: {
    input: z.strictObject({ inversion: Inversion, options: PlainReadingOptions }),
    output: z.array(WordMap),
  },
  reconstruct: { input: z.strictObject({ inversion: Inversion }), output: Picture },
  /** What the picture shows, in a sentence. */
  caption: { input: z.strictObject({ image: Bytes }), output: Caption },
  /** Peak resident memory of the child so far. */
  memory: { input: z.null(), output: z.strictObject({ peakRssMiB: z.number() }) },
} as const;

type JobKind = keyof typeof jobs;
export type PipelineJobs = {
  readonly [Kind in JobKind]: {
    readonly input: z.infer<(typeof jobs)[Kind]['input']>;
    readonly output: z.infer<(typeof jobs)[Kind]['output']>;
  };
};

/** Both ends check what they receive against this one table. */
export const JOBS: {
  readonly [Kind in JobKind]: {
    readonly input: z.ZodType<PipelineJobs[Kind]['input']>;
    readonly output: z.ZodType<PipelineJobs[Kind]['output']>;
  };
} = jobs;

const id = z.int();

/** Parent → child. */
export const ProcessRequest = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('start'),
    id,
    kind: z.enum(['load', 'invert', 'edit', 'learn', 'words', 'reconstruct', 'caption', 'memory']),
    input: z.unknown(),
  }),
  z.strictObject({ type: z.literal('cancel'), id }),
]);
export type ProcessRequest = z.infer<typeof ProcessRequest>;

/** Child → parent. */
export const ProcessReply = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('progress'), id, progress: Progress }),
  z.strictObject({ type: z.literal('done'), id, output: z.unknown() }),
  z.strictObject({
    type: z.literal('failed'),
    id,
    /** Absent for an error that nobody threw on purpose. */
    code: z.enum(ERROR_CODES).exactOptional(),
    message: z.string(),
    stack: z.string().exactOptional(),
  }),
]);
export type ProcessReply = z.infer<typeof ProcessReply>;
