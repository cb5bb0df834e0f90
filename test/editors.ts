import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mulberry32 } from '../src/pipeline/diffusion/schedule/noise.ts';
import { readGraph } from '../src/pipeline/graph/file/read.ts';
import { readData } from '../src/pipeline/graph/file/weights.ts';
import { isExternal } from '../src/pipeline/graph/tensor-value.ts';
import { inputConvolution } from '../src/pipeline/graph/unet-facts.ts';
import { readSafetensors, type StoredTensor } from '../src/pipeline/model/lora/safetensors.ts';
import { sizeOf } from '../src/pipeline/tensor.ts';

export type Tensors = Readonly<Record<string, StoredTensor>>;

/** A .safetensors file of single precision. */
export function writeSafetensors(path: string, tensors: Tensors): void {
  let end = 0;
  const header = Object.fromEntries(
    Object.entries(tensors).map(([key, { dims, data }]) => {
      const start = end;
      end += 4 * data.length;
      return [key, { dtype: 'F32', shape: dims, data_offsets: [start, end] }];
    }),
  );
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const data = Object.values(tensors).map((each) =>
    Buffer.from(Float32Array.from(each.data).buffer),
  );
  writeFileSync(path, Buffer.concat([length, json, ...data]));
}

/** The weight of a folder's first convolution, for `channels` that it reads; the new ones are by `fresh`. */
export async function widerInput(
  folder: string,
  channels: number,
  fresh: () => number = () => 0,
): Promise<StoredTensor> {
  const graph = await readGraph(join(folder, 'unet', 'model.onnx'));
  const value = graph.initializers.get(inputConvolution(graph)?.inputs[1] ?? '');
  if (!value || value.type !== 'float32')
    throw new RangeError(`${folder} has no plain first weight`);
  const bytes = isExternal(value.data) ? readData(value, join(folder, 'unet')) : value.data;
  const old = new Float32Array(new Uint8Array(bytes).buffer);
  const [out = 0, own = 0, ...kernel] = value.dims;
  const area = sizeOf(kernel);
  const data = Float32Array.from({ length: out * channels * area }, (_, i) => {
    const [row, channel] = [Math.floor(i / channels / area), Math.floor(i / area) % channels];
    return channel < own ? old[(row * own + channel) * area + (i % area)]! : fresh();
  });
  return { dims: [out, channels, ...kernel], data };
}

/** An editor that was trained for nothing: a LoRA file with a first weight for `channels` of random numbers. */
export async function writeEditor(
  path: string,
  { folder, channels, lora }: { folder: string; channels: number; lora?: string },
  fresh: () => number = noise(1),
): Promise<void> {
  const tensors = lora === undefined ? {} : Object.fromEntries(await readSafetensors(lora));
  writeSafetensors(path, {
    ...tensors,
    'unet.conv_in.weight': await widerInput(folder, channels, fresh),
  });
}

/** Numbers about 0, the same ones for the same seed. */
function noise(seed: number): () => number {
  const random = mulberry32(seed);
  return () => 0.4 * (random() - 0.5);
}
