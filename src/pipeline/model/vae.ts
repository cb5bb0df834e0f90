import { WordbrushError } from '../errors.ts';
import { readGraph, serializeGraph } from '../graph/index.ts';
import * as ort from '../runtime.ts';
import { sizeOf, type Tensor, tensor } from '../tensor.ts';
import type { Picture } from '../types.ts';
import { graphPath, type ModelFolder } from './folder.ts';
import { openSession } from './session.ts';
import { toFloat32 } from './text-encoder.ts';

export interface Vae {
  /**
   * The latent of a picture, [1, C, height / factor, width / factor]: the encoding's mean × scale.
   * Throws `bad-image` unless both sides are multiples of the factor.
   */
  encode(picture: Picture): Promise<Tensor>;
  /** The picture of a latent [1, C, h, w]. */
  decode(latent: Tensor): Promise<Picture>;
  close(): Promise<void>;
}

/** Opens the VAE's two halves. Throws `bad-model`. */
export async function openVae(folder: ModelFolder): Promise<Vae> {
  const encoderPath = graphPath(folder, 'vae_encoder');
  const decoderPath = graphPath(folder, 'vae_decoder');
  const encoder = await openEncoder(encoderPath);
  const decoder = await openSession(decoderPath);
  const { channels, factor, scale } = folder.latent;

  return {
    async encode(picture) {
      const { width, height } = picture;
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
      const encoded = await runOne(encoder, pictureToTensor(picture), encoderPath);
      const latentDims = [1, channels, height / factor, width / factor];
      // The mean comes first where the encoder returns it beside the log-variance.
      if (encoded.data.length % sizeOf(latentDims) !== 0)
        throw new WordbrushError(
          'bad-model',
          `${encoderPath} returns [${encoded.dims.join(', ')}] for a ${width} × ${height} picture; ` +
            `the folder's configs promise [${latentDims.join(', ')}].`,
        );
      const mean = encoded.data.subarray(0, sizeOf(latentDims));
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
      return tensorToPicture(await runOne(decoder, unscaled, decoderPath));
    },
    async close() {
      await Promise.all([encoder.release(), decoder.release()]);
    },
  };
}

/**
 * Many exports sample inside the encoder: mean + σ · RandomNormal. Inversion needs the mean, so
 * their random numbers get a standard deviation that vanishes in it (the runtime aborts at 0).
 * Any other randomness is refused.
 */
async function openEncoder(path: string): Promise<ort.InferenceSession> {
  const graph = await readGraph(path);
  const random = graph.nodes.filter((node) => /^(Random|Bernoulli|Multinomial)/.test(node.op));
  if (random.length === 0) return openSession(path);
  for (const node of random) {
    if (!node.op.startsWith('RandomNormal'))
      throw new WordbrushError(
        'bad-model',
        `${path} draws random numbers (${node.op}): export the VAE encoder with the mean as output.`,
      );
    node.attributes = { ...node.attributes, mean: { float: 0 }, scale: { float: 1e-30 } };
  }
  return openSession(path, { graph: serializeGraph(graph) });
}

/** Shape of a network's one input: numbers are fixed, names are free. */
function shapeOf(session: ort.InferenceSession): readonly (number | string)[] {
  const input = session.inputMetadata[0];
  return input?.isTensor ? input.shape : [];
}

function isOther(fixed: number | string | undefined, size: number): boolean {
  return typeof fixed === 'number' && fixed !== size;
}

/** Runs a network of one input and takes its first output. */
async function runOne(session: ort.InferenceSession, input: Tensor, path: string): Promise<Tensor> {
  const feed = new ort.Tensor('float32', input.data, input.dims);
  const output = session.outputNames[0]!;
  const result = await session.run({ [session.inputNames[0]!]: feed }, [output]);
  return toFloat32(result[output]!, path);
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
