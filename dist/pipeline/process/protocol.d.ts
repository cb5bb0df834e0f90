import { z } from 'zod';
/** The jobs that the child does, and what they take and give. */
declare const jobs: {
    /** Always the first: opens a model folder. */
    readonly load: {
        readonly input: z.ZodObject<{
            folder: z.ZodString;
        }, z.core.$strict>;
        readonly output: z.ZodNull;
    };
    /** `image` is a picture file's bytes: decoding is the child's work too. */
    readonly invert: {
        readonly input: z.ZodObject<{
            image: z.ZodType<Uint8Array<ArrayBufferLike>, unknown, z.core.$ZodTypeInternals<Uint8Array<ArrayBufferLike>, unknown>>;
            prompt: z.ZodNullable<z.ZodString>;
            options: z.ZodReadonly<z.ZodObject<{
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
        }, z.core.$strict>;
        readonly output: z.ZodReadonly<z.ZodObject<{
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
    };
    readonly edit: {
        readonly input: z.ZodObject<{
            inversion: z.ZodReadonly<z.ZodObject<{
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
            specs: z.ZodReadonly<z.ZodArray<z.ZodDiscriminatedUnion<[z.ZodReadonly<z.ZodObject<{
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
            }, z.core.$strict>>], "method">>>;
            options: z.ZodReadonly<z.ZodObject<{
                previews: z.ZodExactOptional<z.ZodBoolean>;
                isAsDrawn: z.ZodExactOptional<z.ZodBoolean>;
            }, z.core.$strict>>;
        }, z.core.$strict>;
        readonly output: z.ZodArray<z.ZodReadonly<z.ZodObject<{
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
        }, z.core.$strict>>>;
    };
    readonly words: {
        readonly input: z.ZodObject<{
            inversion: z.ZodReadonly<z.ZodObject<{
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
        }, z.core.$strict>;
        readonly output: z.ZodArray<z.ZodReadonly<z.ZodObject<{
            word: z.ZodString;
            map: z.ZodReadonly<z.ZodObject<{
                data: z.ZodType<Float32Array<ArrayBufferLike>, unknown, z.core.$ZodTypeInternals<Float32Array<ArrayBufferLike>, unknown>>;
                dims: z.ZodReadonly<z.ZodArray<z.ZodInt>>;
            }, z.core.$strict>>;
        }, z.core.$strict>>>;
    };
    readonly reconstruct: {
        readonly input: z.ZodObject<{
            inversion: z.ZodReadonly<z.ZodObject<{
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
        }, z.core.$strict>;
        readonly output: z.ZodReadonly<z.ZodObject<{
            width: z.ZodInt;
            height: z.ZodInt;
            data: z.ZodType<Uint8Array<ArrayBufferLike>, unknown, z.core.$ZodTypeInternals<Uint8Array<ArrayBufferLike>, unknown>>;
        }, z.core.$strict>>;
    };
    /** What the picture shows, in a sentence. */
    readonly caption: {
        readonly input: z.ZodObject<{
            image: z.ZodType<Uint8Array<ArrayBufferLike>, unknown, z.core.$ZodTypeInternals<Uint8Array<ArrayBufferLike>, unknown>>;
        }, z.core.$strict>;
        readonly output: z.ZodReadonly<z.ZodObject<{
            sentence: z.ZodString;
            confidence: z.ZodNumber;
        }, z.core.$strict>>;
    };
    /** Peak resident memory of the child so far. */
    readonly memory: {
        readonly input: z.ZodNull;
        readonly output: z.ZodObject<{
            peakRssMiB: z.ZodNumber;
        }, z.core.$strict>;
    };
};
type JobKind = keyof typeof jobs;
export type Jobs = {
    readonly [Kind in JobKind]: {
        readonly input: z.infer<(typeof jobs)[Kind]['input']>;
        readonly output: z.infer<(typeof jobs)[Kind]['output']>;
    };
};
/** Both ends check what they receive against this one table. */
export declare const JOBS: {
    readonly [Kind in JobKind]: {
        readonly input: z.ZodType<Jobs[Kind]['input']>;
        readonly output: z.ZodType<Jobs[Kind]['output']>;
    };
};
/** Parent → child. */
export declare const Request: z.ZodDiscriminatedUnion<[z.ZodObject<{
    type: z.ZodLiteral<"start">;
    id: z.ZodInt;
    kind: z.ZodEnum<{
        caption: "caption";
        edit: "edit";
        invert: "invert";
        load: "load";
        memory: "memory";
        reconstruct: "reconstruct";
        words: "words";
    }>;
    input: z.ZodUnknown;
}, z.core.$strict>, z.ZodObject<{
    type: z.ZodLiteral<"cancel">;
    id: z.ZodInt;
}, z.core.$strict>], "type">;
export type Request = z.infer<typeof Request>;
/** Child → parent. */
export declare const Reply: z.ZodDiscriminatedUnion<[z.ZodObject<{
    type: z.ZodLiteral<"progress">;
    id: z.ZodInt;
    progress: z.ZodReadonly<z.ZodObject<{
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
}, z.core.$strict>, z.ZodObject<{
    type: z.ZodLiteral<"done">;
    id: z.ZodInt;
    output: z.ZodUnknown;
}, z.core.$strict>, z.ZodObject<{
    type: z.ZodLiteral<"failed">;
    id: z.ZodInt;
    code: z.ZodExactOptional<z.ZodEnum<{
        "bad-edit": "bad-edit";
        "bad-image": "bad-image";
        "bad-inversion": "bad-inversion";
        "bad-model": "bad-model";
        "bad-option": "bad-option";
        "bad-prompt": "bad-prompt";
        cancelled: "cancelled";
        io: "io";
        "no-captions": "no-captions";
        "process-lost": "process-lost";
        unsafe: "unsafe";
        "unsupported-op": "unsupported-op";
    }>>;
    message: z.ZodString;
    stack: z.ZodExactOptional<z.ZodString>;
}, z.core.$strict>], "type">;
export type Reply = z.infer<typeof Reply>;
export {};
