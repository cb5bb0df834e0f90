import type { TrainedMethod } from '../edit-types.ts';
import type { UNetFacts } from '../graph/index.ts';
import type { SchedulerConfig } from './config/scheduler-config.ts';

/**
 * What sets a family of Stable Diffusion apart, told by a folder's graphs and configs: what its UNet
 * reads, how its text is encoded, and how it is best drawn with. Everything else asks here.
 */
export interface Family {
  /** For people. */
  readonly name: string;
  readonly unet: {
    /** Channels that it reads, and those of them that are the latent's. */
    readonly channels: number;
    readonly latentChannels: number;
    /** Whether it reads the guidance scale too (`foldConditioning`). */
    readonly readsGuidance: boolean;
  };
  readonly text: {
    /** In the order in which their hidden states lie side by side. */
    readonly encoders: readonly TextPart[];
    /** Width of the pooled embedding that the UNet reads; 0: none. */
    readonly pooled: number;
    /** Whether the empty prompt is all zeros in place of what the encoders make of it. */
    readonly isEmptyZero: boolean;
  };
  /** Where `wordbrush.json` is silent. */
  readonly defaults: {
    readonly steps: number;
    readonly guidanceScale: number;
    readonly innerSteps: number;
    /** Of edits on the picture noised afresh. */
    readonly infedit: {
      readonly steps: number;
      readonly guidanceScale: number;
      /** Whether every look at the clean picture is one to go on from, as consistency models promise. */
      readonly isConsistent: boolean;
    };
  };
  /** The one way to edit that its own UNet was trained for; null for a text-to-image model. */
  readonly trainedFor: TrainedMethod | null;
  /** Why it neither inverts nor edits by words alone, as the end of a sentence; null where it does. */
  readonly obstacle: string | null;
}

export interface TextPart {
  /** Its folder, that of its tokenizer, and the width of its hidden states. */
  readonly name: string;
  readonly tokenizer: string;
  readonly width: number;
}

/** What the UNet's config or graph tells, complete. */
export type UNetSizes = {
  readonly [Fact in 'channels' | 'outputChannels' | 'contextWidth']: number;
} & Pick<UNetFacts, 'pooled' | 'guidance' | 'halvings'> & { readonly side: number };

const MANY_STEPS = {
  ...{ steps: 50, guidanceScale: 7.5, innerSteps: 10 },
  infedit: { steps: 15, guidanceScale: 2, isConsistent: false },
};
/** Guidance is in the weights already: at w = 1 the null embedding has no part in the picture. */
const FEW_STEPS = {
  ...{ steps: 4, guidanceScale: 1, innerSteps: 0 },
  infedit: { steps: 4, guidanceScale: 1, isConsistent: true },
};

/** What a UNet reads beside the latent, by how many channels there are of it. */
const BESIDE: Readonly<Record<number, Beside>> = {
  1: { name: 'depth', reads: 'a depth map' },
  3: { name: 'upscaling', reads: 'a smaller picture' },
  4: { name: 'InstructPix2Pix', reads: 'another picture', trainedFor: 'instruct' },
  5: { name: 'inpainting', reads: 'a mask and a masked picture', trainedFor: 'fill' },
};

interface Beside {
  readonly name: string;
  readonly reads: string;
  readonly trainedFor?: TrainedMethod;
}

export function familyOf(
  unet: UNetSizes,
  scheduler: SchedulerConfig,
  text: { readonly encoders: readonly TextPart[]; readonly isEmptyZero: boolean },
): Family {
  const { channels, outputChannels, guidance } = unet;
  const isLcm = guidance !== null || scheduler.timestep_spacing === 'lcm';
  // Models distilled to few steps start them from pure noise; so do those of zero SNR, in many.
  const isTurbo =
    scheduler.timestep_spacing === 'trailing' &&
    scheduler.prediction_type === 'epsilon' &&
    !scheduler.rescale_betas_zero_snr;
  const kind = [
    isLcm ? 'latent consistency' : isTurbo ? 'Turbo' : '',
    scheduler.prediction_type === 'v_prediction' ? 'v-prediction' : '',
  ];
  const beside = BESIDE[channels - outputChannels];
  const name = [generationOf(unet), ...kind, beside?.name].filter(Boolean).join(', ');
  return {
    name,
    unet: { channels, latentChannels: outputChannels, readsGuidance: guidance !== null },
    text: { ...text, pooled: unet.pooled ?? 0 },
    defaults: isLcm || isTurbo ? FEW_STEPS : MANY_STEPS,
    trainedFor: beside?.trainedFor ?? null,
    obstacle:
      channels === outputChannels
        ? null
        : `its UNet reads ${beside?.reads ?? 'something'} beside the latent (${channels} channels ` +
          `in place of ${outputChannels}), so it can neither invert nor edit by words: ` +
          `${beside?.trainedFor ? `edit “using ${beside.trainedFor}”, or ` : ''}use a text-to-image ` +
          'model, such as stable-diffusion-v1-5',
  };
}

function generationOf({ contextWidth, pooled }: UNetSizes): string {
  if (pooled !== null) return 'Stable Diffusion XL';
  const generations: Readonly<Record<number, string>> = { 768: ' 1.x', 1024: ' 2.x' };
  return `Stable Diffusion${generations[contextWidth] ?? ''}`;
}
