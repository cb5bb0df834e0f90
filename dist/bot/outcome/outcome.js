import { z } from 'zod';
import { EDIT_METHODS, InversionReport } from '../../pipeline/types.js';
/** How a picture of an edit was drawn. */
const Drawn = z.strictObject({
    method: z.enum(EDIT_METHODS),
    seconds: z.number(),
    unetRows: z.int(),
    /** PSNR in dB against the picture that was posted, at most 99: how much stayed. */
    likeness: z.number(),
    /** The picture with what might change in colour and the rest in grey, where the method has a mask. */
    mask: z.string().nullable(),
});
/** What a job made: plain data, with pictures and inversions by their ids in the stores. */
export const Outcome = z.discriminatedUnion('kind', [
    z.strictObject({
        kind: z.literal('inverted'),
        inversion: z.string(),
        /** The picture as the model saw it. */
        picture: z.string(),
        /** The same, drawn by the model from the inversion. */
        redrawn: z.string(),
        heat: z.array(z.strictObject({ word: z.string(), picture: z.string() })),
        report: InversionReport,
    }),
    z.strictObject({
        kind: z.literal('edited'),
        pictures: z.array(z.string()),
        /** One entry a picture. */
        drawn: z.array(Drawn),
        seconds: z.number(),
        /** Made again for it, because the one before was not kept. */
        inversion: z.string().exactOptional(),
    }),
    /** What it works on is not kept any more. */
    z.strictObject({ kind: z.literal('gone') }),
]);
/** The ids of the pictures that a job made. */
export function picturesOf(outcome) {
    switch (outcome.kind) {
        case 'inverted':
            return [outcome.picture, outcome.redrawn, ...outcome.heat.map(({ picture }) => picture)];
        case 'edited':
            return [...outcome.pictures, ...masksOf(outcome.drawn)];
        case 'gone':
            return [];
    }
}
/** The id of the inversion that a job made. */
export function inversionIn(outcome) {
    return outcome.kind === 'gone' ? undefined : outcome.inversion;
}
/** The ids of the masks among what an edit made. */
export function masksOf(drawn = []) {
    return drawn.flatMap(({ mask }) => (mask === null ? [] : [mask]));
}
