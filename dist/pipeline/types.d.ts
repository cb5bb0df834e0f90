/**
 * What the pipeline takes and gives: one strict schema a contract, from which its type is inferred.
 * The pipeline's process, the queue, the stores and files check against these same schemas, so that
 * a key which one of them does not know is refused there and never dropped.
 */
import { z } from 'zod';
export declare const INVERSION_METHODS: readonly ['null-text', 'negative-prompt', 'direct', 'ddim'];
export type InversionMethod = (typeof INVERSION_METHODS)[number];
export declare const OPTIMIZERS: readonly ['l-bfgs', 'adam'];
export type OptimizerName = (typeof OPTIMIZERS)[number];
export declare const Bytes: z.ZodType<Uint8Array>;
/** RGB, 8 bits a channel, row-major [height, width, 3]. */
export declare const Picture: z.ZodReadonly<z.ZodObject<{
    width: z.ZodInt;
    height: z.ZodInt;
    data: z.ZodType<Uint8Array<ArrayBufferLike>, unknown, z.core.$ZodTypeInternals<Uint8Array<ArrayBufferLike>, unknown>>;
}, z.core.$strict>>;
export type Picture = z.infer<typeof Picture>;
/** One plain object per UNet-sized unit of work. */
export declare const Progress: z.ZodReadonly<z.ZodObject<{
    phase: z.ZodEnum<{
        decode: "decode";
        edit: "edit";
        encode: "encode";
        invert: "invert";
        load: "load";
        mask: "mask";
        optimise: "optimise";
    }>;
    done: z.ZodNumber;
    total: z.ZodNumber;
    loss: z.ZodExactOptional<z.ZodNumber>;
    preview: z.ZodExactOptional<z.ZodBase64>;
}, z.core.$strict>>;
export type Progress = z.infer<typeof Progress>;
/** What a job is given beside its options; it cannot leave the process. */
export interface JobOptions {
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: Progress) => void;
}
export type WatchedJobOptions = JobOptions & {
    readonly previews?: boolean;
};
/** What travels of an inversion's options. */
export declare const PlainInvertOptions: z.ZodReadonly<z.ZodObject<{
    previews: z.ZodExactOptional<z.ZodBoolean>;
    method: z.ZodExactOptional<z.ZodEnum<{
        ddim: "ddim";
        direct: "direct";
        "negative-prompt": "negative-prompt";
        "null-text": "null-text";
    }>>;
    steps: z.ZodExactOptional<z.ZodNumber>;
    innerSteps: z.ZodExactOptional<z.ZodNumber>;
    tolerance: z.ZodExactOptional<z.ZodNumber>;
    optimizer: z.ZodExactOptional<z.ZodEnum<{
        adam: "adam";
        "l-bfgs": "l-bfgs";
    }>>;
    guidanceScale: z.ZodExactOptional<z.ZodNumber>;
    fit: z.ZodExactOptional<z.ZodEnum<{
        crop: "crop";
        fit: "fit";
    }>>;
}, z.core.$strict>>;
export type InvertOptions = z.infer<typeof PlainInvertOptions> & JobOptions;
/** What travels of an edit's options. */
export declare const PlainEditOptions: z.ZodReadonly<z.ZodObject<{
    previews: z.ZodExactOptional<z.ZodBoolean>;
    isAsDrawn: z.ZodExactOptional<z.ZodBoolean>;
}, z.core.$strict>>;
export type EditOptions = z.infer<typeof PlainEditOptions> & JobOptions;
/** What an inversion measured, over the 8-bit picture. */
export declare const InversionReport: z.ZodReadonly<z.ZodObject<{
    method: z.ZodEnum<{
        ddim: "ddim";
        direct: "direct";
        "negative-prompt": "negative-prompt";
        "null-text": "null-text";
    }>;
    steps: z.ZodInt;
    psnr: z.ZodUnion<[z.ZodUnion<[z.ZodNumber, z.ZodLiteral<number>]>, z.ZodPipe<z.ZodNull, z.ZodTransform<number, null>>]>;
    vaePsnr: z.ZodUnion<[z.ZodUnion<[z.ZodNumber, z.ZodLiteral<number>]>, z.ZodPipe<z.ZodNull, z.ZodTransform<number, null>>]>;
    unetEvaluations: z.ZodInt;
    gradientEvaluations: z.ZodInt;
    seconds: z.ZodNumber;
    captionConfidence: z.ZodExactOptional<z.ZodNumber>;
}, z.core.$strict>>;
export type InversionReport = z.infer<typeof InversionReport>;
/** What a captioner says of a picture. */
export declare const Caption: z.ZodReadonly<z.ZodObject<{
    sentence: z.ZodString;
    confidence: z.ZodNumber;
}, z.core.$strict>>;
export type Caption = z.infer<typeof Caption>;
/** What JSON can hold of an inversion. */
export declare const inversionFacts: {
    /** Fingerprint of the model folder that made it. */
    fingerprint: z.ZodString;
    prompt: z.ZodString;
    guidanceScale: z.ZodNumber;
    /** T, descending. */
    timesteps: z.ZodReadonly<z.ZodArray<z.ZodInt>>;
    latent: z.ZodReadonly<z.ZodObject<{
        channels: z.ZodInt;
        height: z.ZodInt;
        width: z.ZodInt;
    }, z.core.$strict>>;
    report: z.ZodReadonly<z.ZodObject<{
        method: z.ZodEnum<{
            ddim: "ddim";
            direct: "direct";
            "negative-prompt": "negative-prompt";
            "null-text": "null-text";
        }>;
        steps: z.ZodInt;
        psnr: z.ZodUnion<[z.ZodUnion<[z.ZodNumber, z.ZodLiteral<number>]>, z.ZodPipe<z.ZodNull, z.ZodTransform<number, null>>]>;
        vaePsnr: z.ZodUnion<[z.ZodUnion<[z.ZodNumber, z.ZodLiteral<number>]>, z.ZodPipe<z.ZodNull, z.ZodTransform<number, null>>]>;
        unetEvaluations: z.ZodInt;
        gradientEvaluations: z.ZodInt;
        seconds: z.ZodNumber;
        captionConfidence: z.ZodExactOptional<z.ZodNumber>;
    }, z.core.$strict>>;
};
/** Everything later edits need. Its steps are in descending timestep order. */
export declare const Inversion: z.ZodReadonly<z.ZodObject<{
    fingerprint: z.ZodString;
    prompt: z.ZodString;
    guidanceScale: z.ZodNumber;
    timesteps: z.ZodReadonly<z.ZodArray<z.ZodInt>>;
    latent: z.ZodReadonly<z.ZodObject<{
        channels: z.ZodInt;
        height: z.ZodInt;
        width: z.ZodInt;
    }, z.core.$strict>>;
    report: z.ZodReadonly<z.ZodObject<{
        method: z.ZodEnum<{
            ddim: "ddim";
            direct: "direct";
            "negative-prompt": "negative-prompt";
            "null-text": "null-text";
        }>;
        steps: z.ZodInt;
        psnr: z.ZodUnion<[z.ZodUnion<[z.ZodNumber, z.ZodLiteral<number>]>, z.ZodPipe<z.ZodNull, z.ZodTransform<number, null>>]>;
        vaePsnr: z.ZodUnion<[z.ZodUnion<[z.ZodNumber, z.ZodLiteral<number>]>, z.ZodPipe<z.ZodNull, z.ZodTransform<number, null>>]>;
        unetEvaluations: z.ZodInt;
        gradientEvaluations: z.ZodInt;
        seconds: z.ZodNumber;
        captionConfidence: z.ZodExactOptional<z.ZodNumber>;
    }, z.core.$strict>>;
    trajectory: z.ZodReadonly<z.ZodObject<{
        data: z.ZodType<Float32Array<ArrayBufferLike>, unknown, z.core.$ZodTypeInternals<Float32Array<ArrayBufferLike>, unknown>>;
        dims: z.ZodReadonly<z.ZodArray<z.ZodInt>>;
    }, z.core.$strict>>;
    nullEmbeddings: z.ZodReadonly<z.ZodObject<{
        data: z.ZodType<Float32Array<ArrayBufferLike>, unknown, z.core.$ZodTypeInternals<Float32Array<ArrayBufferLike>, unknown>>;
        dims: z.ZodReadonly<z.ZodArray<z.ZodInt>>;
    }, z.core.$strict>>;
    attention: z.ZodReadonly<z.ZodObject<{
        data: z.ZodType<Float32Array<ArrayBufferLike>, unknown, z.core.$ZodTypeInternals<Float32Array<ArrayBufferLike>, unknown>>;
        dims: z.ZodReadonly<z.ZodArray<z.ZodInt>>;
    }, z.core.$strict>>;
    picture: z.ZodType<Uint8Array<ArrayBufferLike>, unknown, z.core.$ZodTypeInternals<Uint8Array<ArrayBufferLike>, unknown>>;
}, z.core.$strict>>;
export type Inversion = z.infer<typeof Inversion>;
/** A share of the steps, from the first: [start, end) as fractions of 0 … 1. */
export declare const Window: z.ZodReadonly<z.ZodTuple<[z.ZodNumber, z.ZodNumber], null>>;
export type Window = z.infer<typeof Window>;
export declare const EDIT_METHODS: readonly ['prompt-to-prompt', 'sdedit', 'diffedit', 'fast-diffedit', 'inpaint'];
export type EditMethod = (typeof EDIT_METHODS)[number];
/** Prompt-to-Prompt on the inversion: the default. */
export declare const PromptToPromptSpec: z.ZodReadonly<z.ZodObject<{
    targetPrompt: z.ZodString;
    guidanceScale: z.ZodExactOptional<z.ZodNumber>;
    seed: z.ZodExactOptional<z.ZodNumber>;
    method: z.ZodExactOptional<z.ZodLiteral<"prompt-to-prompt">>;
    weights: z.ZodExactOptional<z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        words: z.ZodString;
        factor: z.ZodNumber;
    }, z.core.$strict>>>>>;
    strength: z.ZodExactOptional<z.ZodNumber>;
    crossWindow: z.ZodExactOptional<z.ZodReadonly<z.ZodTuple<[z.ZodNumber, z.ZodNumber], null>>>;
    wordWindows: z.ZodExactOptional<z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        words: z.ZodString;
        window: z.ZodReadonly<z.ZodTuple<[z.ZodNumber, z.ZodNumber], null>>;
    }, z.core.$strict>>>>>;
    selfWindow: z.ZodExactOptional<z.ZodReadonly<z.ZodTuple<[z.ZodNumber, z.ZodNumber], null>>>;
    blend: z.ZodExactOptional<z.ZodUnion<readonly [z.ZodEnum<{
        auto: "auto";
        none: "none";
    }>, z.ZodReadonly<z.ZodObject<{
        source: z.ZodString;
        target: z.ZodString;
        subtract: z.ZodExactOptional<z.ZodReadonly<z.ZodObject<{
            source: z.ZodString;
            target: z.ZodString;
        }, z.core.$strict>>>;
        start: z.ZodExactOptional<z.ZodNumber>;
        threshold: z.ZodExactOptional<z.ZodNumber>;
    }, z.core.$strict>>]>>;
    align: z.ZodExactOptional<z.ZodEnum<{
        refine: "refine";
        replace: "replace";
    }>>;
}, z.core.$strict>>;
export type PromptToPromptSpec = z.infer<typeof PromptToPromptSpec>;
export declare const SdeditSpec: z.ZodReadonly<z.ZodObject<{
    targetPrompt: z.ZodString;
    guidanceScale: z.ZodExactOptional<z.ZodNumber>;
    seed: z.ZodExactOptional<z.ZodNumber>;
    method: z.ZodLiteral<"sdedit">;
    strength: z.ZodExactOptional<z.ZodNumber>;
}, z.core.$strict>>;
export type SdeditSpec = z.infer<typeof SdeditSpec>;
export declare const DiffeditSpec: z.ZodReadonly<z.ZodObject<{
    targetPrompt: z.ZodString;
    guidanceScale: z.ZodExactOptional<z.ZodNumber>;
    seed: z.ZodExactOptional<z.ZodNumber>;
    threshold: z.ZodExactOptional<z.ZodNumber>;
    repeats: z.ZodExactOptional<z.ZodNumber>;
    method: z.ZodLiteral<"diffedit">;
    ratio: z.ZodExactOptional<z.ZodNumber>;
}, z.core.$strict>>;
export type DiffeditSpec = z.infer<typeof DiffeditSpec>;
export declare const FastDiffeditSpec: z.ZodReadonly<z.ZodObject<{
    targetPrompt: z.ZodString;
    guidanceScale: z.ZodExactOptional<z.ZodNumber>;
    seed: z.ZodExactOptional<z.ZodNumber>;
    threshold: z.ZodExactOptional<z.ZodNumber>;
    repeats: z.ZodExactOptional<z.ZodNumber>;
    method: z.ZodLiteral<"fast-diffedit">;
    strength: z.ZodExactOptional<z.ZodNumber>;
}, z.core.$strict>>;
export type FastDiffeditSpec = z.infer<typeof FastDiffeditSpec>;
export declare const InpaintSpec: z.ZodReadonly<z.ZodObject<{
    targetPrompt: z.ZodString;
    guidanceScale: z.ZodExactOptional<z.ZodNumber>;
    seed: z.ZodExactOptional<z.ZodNumber>;
    method: z.ZodLiteral<"inpaint">;
    mask: z.ZodUnion<readonly [z.ZodReadonly<z.ZodObject<{
        words: z.ZodString;
    }, z.core.$strict>>, z.ZodReadonly<z.ZodObject<{
        picture: z.ZodType<Uint8Array<ArrayBufferLike>, unknown, z.core.$ZodTypeInternals<Uint8Array<ArrayBufferLike>, unknown>>;
    }, z.core.$strict>>]>;
    threshold: z.ZodExactOptional<z.ZodNumber>;
    strength: z.ZodExactOptional<z.ZodNumber>;
}, z.core.$strict>>;
export type InpaintSpec = z.infer<typeof InpaintSpec>;
/** The methods that redraw the picture from noise; they need only its latent. */
export type RedrawSpec = SdeditSpec | DiffeditSpec | FastDiffeditSpec | InpaintSpec;
/** One wanted picture: its words, and the method that draws it with that method's dials. */
export declare const EditSpec: z.ZodDiscriminatedUnion<[z.ZodReadonly<z.ZodObject<{
    targetPrompt: z.ZodString;
    guidanceScale: z.ZodExactOptional<z.ZodNumber>;
    seed: z.ZodExactOptional<z.ZodNumber>;
    method: z.ZodExactOptional<z.ZodLiteral<"prompt-to-prompt">>;
    weights: z.ZodExactOptional<z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        words: z.ZodString;
        factor: z.ZodNumber;
    }, z.core.$strict>>>>>;
    strength: z.ZodExactOptional<z.ZodNumber>;
    crossWindow: z.ZodExactOptional<z.ZodReadonly<z.ZodTuple<[z.ZodNumber, z.ZodNumber], null>>>;
    wordWindows: z.ZodExactOptional<z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        words: z.ZodString;
        window: z.ZodReadonly<z.ZodTuple<[z.ZodNumber, z.ZodNumber], null>>;
    }, z.core.$strict>>>>>;
    selfWindow: z.ZodExactOptional<z.ZodReadonly<z.ZodTuple<[z.ZodNumber, z.ZodNumber], null>>>;
    blend: z.ZodExactOptional<z.ZodUnion<readonly [z.ZodEnum<{
        auto: "auto";
        none: "none";
    }>, z.ZodReadonly<z.ZodObject<{
        source: z.ZodString;
        target: z.ZodString;
        subtract: z.ZodExactOptional<z.ZodReadonly<z.ZodObject<{
            source: z.ZodString;
            target: z.ZodString;
        }, z.core.$strict>>>;
        start: z.ZodExactOptional<z.ZodNumber>;
        threshold: z.ZodExactOptional<z.ZodNumber>;
    }, z.core.$strict>>]>>;
    align: z.ZodExactOptional<z.ZodEnum<{
        refine: "refine";
        replace: "replace";
    }>>;
}, z.core.$strict>>, z.ZodReadonly<z.ZodObject<{
    targetPrompt: z.ZodString;
    guidanceScale: z.ZodExactOptional<z.ZodNumber>;
    seed: z.ZodExactOptional<z.ZodNumber>;
    method: z.ZodLiteral<"sdedit">;
    strength: z.ZodExactOptional<z.ZodNumber>;
}, z.core.$strict>>, z.ZodReadonly<z.ZodObject<{
    targetPrompt: z.ZodString;
    guidanceScale: z.ZodExactOptional<z.ZodNumber>;
    seed: z.ZodExactOptional<z.ZodNumber>;
    threshold: z.ZodExactOptional<z.ZodNumber>;
    repeats: z.ZodExactOptional<z.ZodNumber>;
    method: z.ZodLiteral<"diffedit">;
    ratio: z.ZodExactOptional<z.ZodNumber>;
}, z.core.$strict>>, z.ZodReadonly<z.ZodObject<{
    targetPrompt: z.ZodString;
    guidanceScale: z.ZodExactOptional<z.ZodNumber>;
    seed: z.ZodExactOptional<z.ZodNumber>;
    threshold: z.ZodExactOptional<z.ZodNumber>;
    repeats: z.ZodExactOptional<z.ZodNumber>;
    method: z.ZodLiteral<"fast-diffedit">;
    strength: z.ZodExactOptional<z.ZodNumber>;
}, z.core.$strict>>, z.ZodReadonly<z.ZodObject<{
    targetPrompt: z.ZodString;
    guidanceScale: z.ZodExactOptional<z.ZodNumber>;
    seed: z.ZodExactOptional<z.ZodNumber>;
    method: z.ZodLiteral<"inpaint">;
    mask: z.ZodUnion<readonly [z.ZodReadonly<z.ZodObject<{
        words: z.ZodString;
    }, z.core.$strict>>, z.ZodReadonly<z.ZodObject<{
        picture: z.ZodType<Uint8Array<ArrayBufferLike>, unknown, z.core.$ZodTypeInternals<Uint8Array<ArrayBufferLike>, unknown>>;
    }, z.core.$strict>>]>;
    threshold: z.ZodExactOptional<z.ZodNumber>;
    strength: z.ZodExactOptional<z.ZodNumber>;
}, z.core.$strict>>], "method">;
export type EditSpec = z.infer<typeof EditSpec>;
export declare const EDIT_KINDS: readonly ['replace', 'refine', 'reweight'];
export type EditKind = (typeof EDIT_KINDS)[number];
export declare const EditResult: z.ZodReadonly<z.ZodObject<{
    picture: z.ZodReadonly<z.ZodObject<{
        width: z.ZodInt;
        height: z.ZodInt;
        data: z.ZodType<Uint8Array<ArrayBufferLike>, unknown, z.core.$ZodTypeInternals<Uint8Array<ArrayBufferLike>, unknown>>;
    }, z.core.$strict>>;
    method: z.ZodEnum<{
        diffedit: "diffedit";
        "fast-diffedit": "fast-diffedit";
        inpaint: "inpaint";
        "prompt-to-prompt": "prompt-to-prompt";
        sdedit: "sdedit";
    }>;
    kind: z.ZodNullable<z.ZodEnum<{
        refine: "refine";
        replace: "replace";
        reweight: "reweight";
    }>>;
    mask: z.ZodNullable<z.ZodReadonly<z.ZodObject<{
        width: z.ZodInt;
        height: z.ZodInt;
        data: z.ZodType<Uint8Array<ArrayBufferLike>, unknown, z.core.$ZodTypeInternals<Uint8Array<ArrayBufferLike>, unknown>>;
    }, z.core.$strict>>>;
    sourcePrompt: z.ZodString;
    targetPrompt: z.ZodString;
    unetRows: z.ZodInt;
    seconds: z.ZodNumber;
}, z.core.$strict>>;
export type EditResult = z.infer<typeof EditResult>;
export declare const WordMap: z.ZodReadonly<z.ZodObject<{
    word: z.ZodString;
    map: z.ZodReadonly<z.ZodObject<{
        data: z.ZodType<Float32Array<ArrayBufferLike>, unknown, z.core.$ZodTypeInternals<Float32Array<ArrayBufferLike>, unknown>>;
        dims: z.ZodReadonly<z.ZodArray<z.ZodInt>>;
    }, z.core.$strict>>;
}, z.core.$strict>>;
export type WordMap = z.infer<typeof WordMap>;
