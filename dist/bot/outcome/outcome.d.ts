import { z } from 'zod';
/** How a picture of an edit was drawn. */
declare const Drawn: z.ZodObject<{
    method: z.ZodEnum<{
        diffedit: "diffedit";
        "fast-diffedit": "fast-diffedit";
        inpaint: "inpaint";
        "prompt-to-prompt": "prompt-to-prompt";
        sdedit: "sdedit";
    }>;
    seconds: z.ZodNumber;
    unetRows: z.ZodInt;
    likeness: z.ZodNumber;
    mask: z.ZodNullable<z.ZodString>;
}, z.core.$strict>;
export type Drawn = z.infer<typeof Drawn>;
/** What a job made: plain data, with pictures and inversions by their ids in the stores. */
export declare const Outcome: z.ZodDiscriminatedUnion<[z.ZodObject<{
    kind: z.ZodLiteral<"inverted">;
    inversion: z.ZodString;
    picture: z.ZodString;
    redrawn: z.ZodString;
    heat: z.ZodArray<z.ZodObject<{
        word: z.ZodString;
        picture: z.ZodString;
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
}, z.core.$strict>, z.ZodObject<{
    kind: z.ZodLiteral<"edited">;
    pictures: z.ZodArray<z.ZodString>;
    drawn: z.ZodArray<z.ZodObject<{
        method: z.ZodEnum<{
            diffedit: "diffedit";
            "fast-diffedit": "fast-diffedit";
            inpaint: "inpaint";
            "prompt-to-prompt": "prompt-to-prompt";
            sdedit: "sdedit";
        }>;
        seconds: z.ZodNumber;
        unetRows: z.ZodInt;
        likeness: z.ZodNumber;
        mask: z.ZodNullable<z.ZodString>;
    }, z.core.$strict>>;
    seconds: z.ZodNumber;
    inversion: z.ZodExactOptional<z.ZodString>;
}, z.core.$strict>, z.ZodObject<{
    kind: z.ZodLiteral<"gone">;
}, z.core.$strict>], "kind">;
export type Outcome = z.infer<typeof Outcome>;
/** The ids of the pictures that a job made. */
export declare function picturesOf(outcome: Outcome): readonly string[];
/** The id of the inversion that a job made. */
export declare function inversionIn(outcome: Outcome): string | undefined;
/** The ids of the masks among what an edit made. */
export declare function masksOf(drawn?: readonly Drawn[]): string[];
export {};
