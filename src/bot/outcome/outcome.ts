import { z } from 'zod';
import { EDIT_METHODS, Fit } from '../../pipeline/edit-types.ts';
import { InversionReport, Subject } from '../../pipeline/types.ts';

/** How a picture of an edit was drawn. */
export const PictureReport = z.strictObject({
  method: z.enum(EDIT_METHODS),
  seconds: z.number(),
  unetRows: z.int(),
  /** PSNR in dB against the picture that was posted, at most 99: how much stayed. */
  likeness: z.number(),
  /** The picture with what might change in colour and the rest in grey, where the method has a mask. */
  mask: z.string().nullable(),
  fit: Fit.exactOptional(),
  /** Which of several variations it is, from 0: they are shown best first. */
  take: z.int().nonnegative().exactOptional(),
});
export type PictureReport = z.infer<typeof PictureReport>;

/** What learning a subject came to. */
export const LearnReport = Subject.unwrap().shape.report;
export type LearnReport = z.infer<typeof LearnReport>;

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
    /** What the captioner says: the prompt, of a picture that came without one. */
    caption: z.string().exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('edited'),
    pictures: z.array(z.string()),
    /** One entry a picture. */
    drawn: z.array(PictureReport),
    seconds: z.number(),
    /** Made again for it, because the one before was not kept. */
    inversion: z.string().exactOptional(),
  }),
  /** A subject, by its id. */
  z.strictObject({ kind: z.literal('learned'), subject: z.string(), report: LearnReport }),
  /** What it works on is not kept any more. */
  z.strictObject({ kind: z.literal('gone') }),
]);
export type Outcome = z.infer<typeof Outcome>;

/** What becomes of a result. */
type Made = Exclude<Outcome, { readonly kind: 'gone' | 'learned' }>;

/** What an outcome says of its result, and of the source that the result goes back to. */
export function outcomeFields(outcome: Made) {
  if (outcome.kind === 'inverted') {
    const { inversion, picture, redrawn, heat, report, caption } = outcome;
    const words = report.captionConfidence === undefined ? undefined : caption;
    return {
      source: {
        ...{ inversion, picture, heat, report, upload: null },
        ...(caption !== undefined && { caption }),
        ...(words !== undefined && { prompt: words }),
      },
      result: {
        ...{ pictures: [redrawn], seconds: report.seconds },
        ...(words !== undefined && { prompt: words, title: words }),
      },
    };
  }
  const { pictures, drawn, seconds, inversion } = outcome;
  return {
    source: inversion === undefined ? {} : { inversion },
    result: { pictures, drawn, seconds, chosen: 0 },
  };
}

/** The ids of the pictures that a job made. */
export function picturesOf(outcome: Outcome): readonly string[] {
  switch (outcome.kind) {
    case 'inverted':
      return [outcome.picture, outcome.redrawn, ...outcome.heat.map(({ picture }) => picture)];
    case 'edited':
      return [
        ...outcome.pictures,
        ...outcome.drawn.flatMap(({ mask }) => (mask === null ? [] : [mask])),
      ];
    case 'learned':
    case 'gone':
      return [];
  }
}

/** The id of the inversion that a job made. */
export function inversionIn(outcome: Outcome): string | undefined {
  return outcome.kind === 'inverted' || outcome.kind === 'edited' ? outcome.inversion : undefined;
}
