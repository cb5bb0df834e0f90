import { type Clip, openClip } from '../../src/pipeline/clip/clip.ts';
import { mulberry32 } from '../../src/pipeline/diffusion/schedule/noise.ts';
import { LoadedModel } from '../../src/pipeline/model/loaded-model.ts';
import type { NoisePredictor } from '../../src/pipeline/model/parts/noise-predictor.ts';
import { companionOf } from '../../src/pipeline/model/registry.ts';
import type { Tensor } from '../../src/pipeline/tensor.ts';
import type { Picture } from '../../src/pipeline/types.ts';
import { type ClipGradient, openClipGradient } from './gradient/clip-gradient.ts';
import { type Crop, middle } from './gradient/crops.ts';
import { type DecoderGradient, openDecoderGradient } from './gradient/decoder-gradient.ts';

/** Parts of a picture that one step of an optimisation looks at. */
export const CROPS = 4;

/** An edit as the papers' CLIP editors take it: a picture, what it shows and what it is to show. */
export interface ClipEdit {
  readonly picture: Picture;
  readonly source: string;
  readonly target: string;
  /** Text2LIVE's screen text: what the layer alone shows over a green screen; null where no word says it. */
  readonly screen: string | null;
  /** Where the change is likely, 0 … 1 a pixel, row by row. */
  readonly relevance: Float32Array;
  readonly seed: number;
}

export interface ClipEdited {
  readonly picture: Picture;
  readonly unetRows: number;
}

/** The bundled model and its CLIP, opened for editors that follow CLIP's gradient. */
export interface ClipParts {
  readonly model: LoadedModel;
  readonly predictor: NoisePredictor;
  readonly clip: Clip;
  readonly decoder: DecoderGradient;
  /** Looks at `CROPS` parts at once, or at the whole. */
  readonly parts: ClipGradient;
  readonly whole: ClipGradient;
  /** Of a picture. */
  readonly size: { readonly width: number; readonly height: number };
  close(): Promise<void>;
}

export async function openClipParts(modelPath: string): Promise<ClipParts> {
  const model = await LoadedModel.open(modelPath, { signal: undefined, onOpened: () => {} });
  const folder = companionOf(modelPath, 'CLIP');
  if (folder === null) throw new Error(`${modelPath} has no CLIP, and CLIP names none.`);
  const clip = await openClip(folder);
  const { channels, side, factor } = model.folder.latent;
  const latent = { channels, height: side, width: side };
  const size = { width: side * factor, height: side * factor };
  const decoder = await openDecoderGradient(model.folder, latent);
  const parts = await openClipGradient(clip.config, { ...size, crops: CROPS });
  const whole = await openClipGradient(clip.config, { ...size, crops: 1 });
  const predictor = await model.predictorFor(latent);
  return {
    ...{ model, predictor, clip, decoder, parts, whole, size },
    async close() {
      await Promise.all([decoder.close(), parts.close(), whole.close(), clip.close()]);
      await model.close();
    },
  };
}

/** The whole of a picture. */
export function wholeOf(size: ClipParts['size']): readonly Crop[] {
  return [middle(size)];
}

/** Random parts, from three quarters of a picture to a little more than all of it. */
export function randomParts({ width, height }: ClipParts['size'], seed: number): readonly Crop[] {
  const random = mulberry32(seed);
  const longest = Math.min(width, height);
  return Array.from({ length: CROPS }, () => {
    const side = longest * (0.75 + 0.35 * random());
    return { left: (width - side) * random(), top: (height - side) * random(), side };
  });
}

/** a x + b y + … of tensors of one shape. */
export function weighed(...terms: readonly (readonly [number, Tensor])[]): Tensor {
  const [[, first]] = terms as readonly [readonly [number, Tensor]];
  const data = new Float32Array(first.data.length);
  for (const [factor, { data: values }] of terms)
    for (let i = 0; i < data.length; i++) data[i]! += factor * values[i]!;
  return { data, dims: first.dims };
}
