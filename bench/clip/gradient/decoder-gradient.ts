import { graphPath, type ModelFolder } from '../../../src/pipeline/model/folder.ts';
import type { Tensor } from '../../../src/pipeline/tensor.ts';
import { compileGradient } from './compiled.ts';

/** A VAE's decoder with its reverse. */
export interface DecoderGradient {
  /** The picture [1, 3, height, width] of a latent [1, C, h, w], in −1 … 1 and a little beyond. */
  decode(latent: Tensor): Promise<Tensor>;
  /** ∂ℒ/∂z of a latent z, from ∂ℒ/∂x of its picture x: x̄ · ∂x/∂z. */
  reverse(latent: Tensor, pictureGradient: Tensor): Promise<Tensor>;
  close(): Promise<void>;
}

/** Differentiates the decoder of a model folder for one latent size. Throws `bad-model`, `unsupported-op`. */
export async function openDecoderGradient(
  folder: ModelFolder,
  latent: { readonly channels: number; readonly height: number; readonly width: number },
): Promise<DecoderGradient> {
  const { channels, height, width } = latent;
  const { factor, scale } = folder.latent;
  return await differentiateDecoder(graphPath(folder, 'vae_decoder'), {
    latent: [1, channels, height, width],
    picture: [1, 3, height * factor, width * factor],
    scale,
  });
}

/** The same of a decoder's file; `scale` is what latents are divided by before it. */
export async function differentiateDecoder(
  path: string,
  sizes: {
    readonly latent: readonly number[];
    readonly picture: readonly number[];
    readonly scale: number;
  },
): Promise<DecoderGradient> {
  const compiled = await compileGradient(path, sizes.latent, (graph) => {
    const [reads] = graph.inputs;
    const [picture] = graph.outputs;
    const { type } = graph.typeOf(reads!);
    graph.inputs = [];
    const z = graph.addInput('z', type, sizes.latent);
    const scaled = graph.add('Div', [z, graph.floats([sizes.scale], [], type)]);
    graph.replaceUses(reads!, scaled);
    graph.types.delete(reads!);
    const given = graph.addInput('picture_gradient', type, sizes.picture);
    // ℒ = Σ x̄ x has ∂ℒ/∂x = x̄.
    const loss = graph.add('ReduceSum', [graph.add('Mul', [picture!, given])], {
      keepdims: { int: 0 },
    });
    return { loss, input: z, outputs: { picture: picture! } };
  });
  const none = {
    data: new Float32Array(sizes.picture.reduce((a, b) => a * b)),
    dims: sizes.picture,
  };
  return {
    async decode(z) {
      return (await compiled.run({ z, picture_gradient: none })).picture!;
    },
    async reverse(z, pictureGradient) {
      return (await compiled.run({ z, picture_gradient: pictureGradient })).gradient!;
    },
    close: compiled.close,
  };
}
