import { WordbrushError } from '../../errors.ts';
import type { Graph } from '../../graph/index.ts';
import * as ort from '../../runtime.ts';
import { sizeOf, type Tensor, tensor } from '../../tensor.ts';
import type { Picture } from '../../types.ts';
import { graphPath, type ModelFolder } from '../folder.ts';
import { type Network, openNetwork } from './network.ts';

export interface Vae {
  /**
   * The latent of a picture, [1, C, height / factor, width / factor]: the encoding's mean × scale. The
   * picture may be a tensor [1, 3, height, width] in −1 … 1.
   * Throws `bad-image` unless both sides are multiples of the factor.
   */
  encode(picture: Picture | Tensor): Promise<Tensor>;
  /** The picture of a latent [1, C, h, w]. */
  decode(latent: Tensor): Promise<Picture>;
  close(): Promise<void>;
}

/** Opens the VAE's two halves. Throws `bad-model`. */
export async function openVae(folder: ModelFolder): Promise<Vae> {
  const encoderPath = graphPath(folder, 'vae_encoder');
  const encoder = await openNetwork(encoderPath, (graph) => fixToMean(graph, encoderPath));
  const decoder = await openNetwork(graphPath(folder, 'vae_decoder'));
  const { channels, factor, scale } = folder.latent;

  return {
    async encode(picture) {
      const input = 'dims' in picture ? picture : pictureToTensor(picture);
      const [, , height = 0, width = 0] = input.dims;
      if (width % factor !== 0 || height % factor !== 0)
        throw new WordbrushError(
          'bad-image',
          `The picture is ${width} × ${height} pixels; this model needs multiples of ${factor}.`,
        );
      const [, , fixedHeight, fixedWidth] = shapeOf(encoder);
      if (isOther(fixedHeight, height) || isOther(fixedWidth, width))
        throw new WordbrushError(
          'bad-image',
          `The picture is ${width} × ${height} pixels and this model takes only ` +
            `${fixedWidth} × ${fixedHeight}: crop it instead of fitting it.`,
        );
      const encoded = await runOne(encoder, input);
      const latentDims = [1, channels, height / factor, width / factor];
      // The mean comes first where the encoder returns it beside the log-variance.
      const values = sizeOf(latentDims);
      if (encoded.data.length !== values && encoded.data.length !== 2 * values)
        throw new WordbrushError(
          'bad-model',
          `${encoder.path} returns [${encoded.dims.join(', ')}] for a ${width} × ${height} picture; ` +
            `the folder's configs promise [${latentDims.join(', ')}].`,
        );
      const mean = encoded.data.subarray(0, values);
      return tensor(
        mean.map((value) => value * scale),
        latentDims,
      );
    },
    async decode(latent) {
      const unscaled = tensor(
        latent.data.map((value) => value / scale),
        latent.dims,
      );
      const decoded = await runOne(decoder, unscaled);
      const [, , height = 0, width = 0] = latent.dims;
      const dims = [1, 3, height * factor, width * factor];
      if (decoded.dims.join() !== dims.join())
        throw new WordbrushError(
          'bad-model',
          `${decoder.path} returns [${decoded.dims.join(', ')}] where the folder's configs promise ` +
            `[${dims.join(', ')}].`,
        );
      return tensorToPicture(decoded);
    },
    async close() {
      await Promise.all([encoder.close(), decoder.close()]);
    },
  };
}

/**
 * Many exports sample inside the encoder: mean + σ · RandomNormal. Inversion needs the mean, so
 * their random numbers get a standard deviation that vanishes in it (the runtime aborts at 0).
 * Any other randomness is refused.
 */
function fixToMean(graph: Graph, path: string): boolean {
  const random = graph.nodes.filter((node) => /^(Random|Bernoulli|Multinomial)/.test(node.op));
  for (const node of random) {
    if (!node.op.startsWith('RandomNormal'))
      throw new WordbrushError(
        'bad-model',
        `${path} draws random numbers (${node.op}): export the VAE encoder with the mean as output.`,
      );
    node.attributes = { ...node.attributes, mean: { float: 0 }, scale: { float: 1e-30 } };
  }
  return random.length > 0;
}

/** Shape of a network's one input: numbers are fixed, names are free. */
function shapeOf({ inputs: [input] }: Network): readonly (number | string)[] {
  return input?.isTensor ? input.shape : [];
}

function isOther(fixed: number | string | undefined, size: number): boolean {
  return typeof fixed === 'number' && fixed !== size;
}

/** Runs a network of one input and takes its first output. */
async function runOne(network: Network, input: Tensor): Promise<Tensor> {
  const [name, ...others] = network.inputs.map((known) => known.name);
  const [output] = network.outputs;
  if (name === undefined || output === undefined || others.length > 0)
    throw new WordbrushError(
      'bad-model',
      `${network.path} reads ${network.inputs.length} inputs where half a VAE reads one.`,
    );
  const feed = new ort.Tensor('float32', input.data, input.dims);
  return (await network.run({ [name]: feed }, [output]))[output]!;
}

/** Bytes [height, width, 3] → [1, 3, height, width] in −1 … 1. */
export function pictureToTensor({ data, width, height }: Picture): Tensor {
  const plane = width * height;
  const values = new Float32Array(3 * plane);
  for (let pixel = 0; pixel < plane; pixel++)
    for (let c = 0; c < 3; c++) values[c * plane + pixel] = data[pixel * 3 + c]! / 127.5 - 1;
  return tensor(values, [1, 3, height, width]);
}

/** [1, 3, height, width] in −1 … 1 → bytes [height, width, 3], rounded and clamped. */
export function tensorToPicture({ data, dims }: Tensor): Picture {
  const [, , height = 0, width = 0] = dims;
  const plane = width * height;
  // A Uint8ClampedArray rounds and clamps as it is written.
  const bytes = new Uint8ClampedArray(3 * plane);
  for (let pixel = 0; pixel < plane; pixel++)
    for (let c = 0; c < 3; c++) bytes[pixel * 3 + c] = (data[c * plane + pixel]! + 1) * 127.5;
  return { width, height, data: new Uint8Array(bytes.buffer) };
}
