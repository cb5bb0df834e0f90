import { gaussianNoise } from '../diffusion/schedule/noise.ts';
import { WordbrushError } from '../errors.ts';
import { CONTEXT, factorDims, gradientName, loraLayers, SAMPLE, TIMESTEP } from '../graph/index.ts';
import type { CompiledUNet } from '../model/compile.ts';
import { runSession, toFloat32 } from '../model/parts/network.ts';
import { timestepTensor } from '../model/parts/unet.ts';
import type { LearnedLayer } from '../model/subjects/subject-file.ts';
import * as ort from '../runtime.ts';
import { sizeOf, type Tensor } from '../tensor.ts';
import { AdamW } from './adamw.ts';

/** One example: a noised latent, and what is to be predicted in it. */
export interface TrainingExample {
  readonly sample: Tensor; // z_t [1, C, h, w]
  readonly timestep: number;
  readonly context: Tensor; // [1, L, D]
  readonly target: Tensor; // ε, or v [1, C, h, w]
}

/** Decay of the weights, as diffusers' trainers have it. */
const DECAY = 1e-2;

/** A UNet with LoRA layers that learn. */
export interface Trainer {
  /**
   * The loss of an example, and its gradient with respect to the context; moves A and B against theirs
   * times `weight`, with a learning rate above 0.
   */
  step(
    example: TrainingExample,
    learningRate: number,
    weight: number,
  ): Promise<{ loss: number; context: Tensor }>;
  layers(): LearnedLayer[];
  close(): Promise<void>;
}

/**
 * Opens it with A drawn from N(0, 1/in) and B = 0 (Hu et al. 2021).
 *
 * @throws WordbrushError `bad-model` for an export whose layers cannot be told apart
 */
export async function openTrainer(
  compiled: CompiledUNet,
  rank: number,
  seed: number,
): Promise<Trainer> {
  const variant = { kind: 'learn' } as const;
  const session = await compiled.open(variant);
  const layers = loraLayers(await compiled.normalised()).map((layer, i) => {
    const dims = factorDims(layer, rank);
    const reach = sizeOf(dims.down) / rank; // what each of A's outputs sums over
    const a = gaussianNoise(dims.down, seed + i).data.map((value) => value / Math.sqrt(reach));
    const b = new Float32Array(sizeOf(dims.up));
    return { layer, dims, a, b, down: new AdamW(a, DECAY), up: new AdamW(b, DECAY) };
  });
  if (layers.length === 0)
    throw new WordbrushError(
      'bad-model',
      'This export of the model names none of its layers, so that it cannot learn: export it again by ' +
        '`optimum-cli export onnx --model MODEL --task text-to-image --opset 17 FOLDER`.',
    );
  const path = 'The graph "learn"';
  return {
    async step({ sample, timestep, context, target }, learningRate, weight) {
      const feeds: Record<string, ort.Tensor> = {};
      const values = { [SAMPLE]: sample, [CONTEXT]: context, target };
      for (const [name, { data, dims }] of Object.entries(values))
        feeds[name] = new ort.Tensor('float32', data, dims);
      const time = session.inputMetadata.find(({ name }) => name === TIMESTEP);
      if (time) feeds[TIMESTEP] = timestepTensor(time, timestep);
      for (const { layer, dims, a, b } of layers) {
        feeds[layer.down] = new ort.Tensor('float32', a, dims.down);
        feeds[layer.up] = new ort.Tensor('float32', b, dims.up);
      }
      const results = await runSession(session, feeds, path);
      const outputOf = (name: string) => toFloat32(results[name]!, path);
      if (learningRate > 0)
        for (const { layer, down, up } of layers) {
          down.step(outputOf(gradientName(layer.down)).data, learningRate, weight);
          up.step(outputOf(gradientName(layer.up)).data, learningRate, weight);
        }
      return { loss: outputOf('loss').data[0]!, context: outputOf(gradientName(CONTEXT)) };
    },
    layers: () => layers.map(({ layer, a, b }) => ({ layer, rank, down: a, up: b })),
    close: () => session.release(),
  };
}
