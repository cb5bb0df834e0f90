import { z } from 'zod';
import type { Family } from '../family.ts';

const fraction = z.number().min(0).max(1);

/** Shares of the steps in which targets take the source's cross- and self-attention. */
const windows = z
  .strictObject({ cross: fraction.default(0.8), self: fraction.default(0.4) })
  .prefault({});

const noise = z
  .strictObject({ renewed: fraction.default(0), restored: fraction.default(0) })
  .prefault({});

/** A file of `editors/`, and dials of the editor that it makes of the model. */
const editor = <Dials extends z.ZodRawShape>(dials: Dials) =>
  z.strictObject({
    file: z.string().min(1),
    steps: z.int().min(1).optional(),
    /** What it reads of an edit that is a sentence and that the target prompt says as well. */
    reads: z.enum(['sentences', 'captions']).default('sentences'),
    ...dials,
  });

/** `wordbrush.json`: what suits this model; every key has its family's value as default. */
export const FolderSettings = z.strictObject({
  /** Name shown to people; default: the folder's name. */
  name: z.string().min(1).optional(),
  /** What the model draws, where that is not everything; see `unlikeOf`. */
  subject: z
    .strictObject({
      /** As in “This model draws emoji scenes”. */
      name: z.string().min(1),
      /** PSNR in dB with which its own pictures come through its autoencoder a second time. */
      ownPsnr: z.number().positive(),
    })
    .optional(),
  /** Guidance scale w of inversions and edits. */
  guidanceScale: z.number().positive().optional(),
  /** T of inversions, and with that of their edits. */
  steps: z.int().min(1).optional(),
  /** N: most gradient steps per timestep of null-text optimisation. */
  innerSteps: z.int().min(0).optional(),
  /** w that the UNet of a latent consistency model is told: its authors' 8.5, less 1. */
  guidanceEmbedding: z.number().min(0).optional(),
  /**
   * For edits of the whole picture, and for those that a blend confines to an object, whose
   * surroundings need no attention to stay.
   */
  windows: z.strictObject({ picture: windows, object: windows }).prefault({}),
  /** Shares of fresh noise (`FreshNoise`) that edits start from which add to the picture. */
  noise,
  /** How an object is drawn that takes another's place (`NewObject`); default: as in the paper. */
  newObject: z.strictObject({ guidanceScale: z.number().positive(), noise }).optional(),
  /**
   * How Prompt-to-Prompt puts a subject that was learned in an object's place, where it is to: what follows the
   * picture to what it shows keeps more of the old object than a subject known from few pictures can displace.
   */
  learned: z
    .strictObject({
      windows,
      newObject: z.strictObject({ guidanceScale: z.number().positive(), noise }),
    })
    .optional(),
  /** What draws an edit that names no method and swaps objects only; the rest is Prompt-to-Prompt's. */
  swaps: z.enum(['prompt-to-prompt', 'infedit']).default('prompt-to-prompt'),
  /** Of edits on the picture noised afresh (`infedit`). */
  infedit: z
    .strictObject({
      /** T, whatever the inversion's. */
      steps: z.int().min(1).optional(),
      /** w, away from the source prompt. */
      guidanceScale: z.number().positive().optional(),
      windows,
      /** Noisings that each of the first steps is averaged over: 1, or an even number. */
      noisings: z.int().min(1).default(1),
      /** A last denoising of what has changed: its share of the schedule, and its steps; default none. */
      touchUp: z
        .strictObject({
          strength: fraction,
          steps: z.int().min(1),
          guidanceScale: z.number().positive(),
        })
        .optional(),
    })
    .prefault({}),
  /** Editors trained beside the model, each by a file of its changes to the UNet; see `readEditor`. */
  editors: z
    .strictObject({
      instruct: editor({
        /** s_I and s_T. */
        imageGuidance: z.number().min(0).default(1.5),
        textGuidance: z.number().min(0).default(7.5),
        /**
         * Of an editor that was trained on captions too: it follows the picture to the caption of the
         * wanted one (`virtualInstruct`), and draws what names no method and changes objects by words alone.
         */
        virtual: z
          .strictObject({
            steps: z.int().min(1),
            guidanceScale: z.number().positive(),
            /** In place of `guidanceScale` where no new object comes, such as for other weather. */
            heldGuidanceScale: z.number().positive().optional(),
            /** As of `infedit`. */
            noisings: z.int().min(1).default(1),
          })
          .optional(),
      }).optional(),
      fill: editor({ guidanceScale: z.number().min(0).default(7.5) }).optional(),
    })
    .prefault({}),
  /** Variations that are drawn beside those that are shown, for the best to be chosen, where there is a CLIP. */
  spareVariations: z.int().min(0).default(0),
  /** Layers of more tokens keep their own self-attention; default: half the latent's side, squared. */
  selfAttentionMaxTokens: z.int().positive().optional(),
  /** Side of the cross-attention maps of blends and heat maps; default: a quarter of the latent's. */
  blendMapSide: z.int().positive().optional(),
  /** Share of the largest attention above which a blend lets pixels change. */
  blendThreshold: fraction.default(0.3),
});
export type FolderSettings = z.infer<typeof FolderSettings>;

/** What a model draws with: its `wordbrush.json`, and where that says nothing what suits its family. */
export type ModelSettings = FolderSettings &
  Family['defaults'] & {
    readonly name: string;
    readonly selfAttentionMaxTokens: number;
    readonly blendMapSide: number;
  };

export function settingsOf(
  given: FolderSettings,
  { name, family, side }: { name: string; family: Family; side: number },
): ModelSettings {
  const { steps, guidanceScale, innerSteps, infedit } = family.defaults;
  return {
    ...given,
    name: given.name ?? name,
    steps: given.steps ?? steps,
    guidanceScale: given.guidanceScale ?? guidanceScale,
    innerSteps: given.innerSteps ?? innerSteps,
    infedit: {
      ...given.infedit,
      steps: given.infedit.steps ?? infedit.steps,
      guidanceScale: given.infedit.guidanceScale ?? infedit.guidanceScale,
      isConsistent: infedit.isConsistent,
    },
    selfAttentionMaxTokens: given.selfAttentionMaxTokens ?? (side / 2) ** 2,
    blendMapSide: given.blendMapSide ?? side / 4,
  };
}
