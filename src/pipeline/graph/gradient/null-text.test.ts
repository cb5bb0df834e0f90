import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../../../../test/temporary.ts';
import * as ort from '../../runtime.ts';
import { writeGraph } from '../file/write.ts';
import type { Graph } from '../ir.ts';
import { importGraph, normalise } from '../normalise/normalise.ts';
import { descendants } from '../order.ts';
import { CONTEXT, type NullTextGraphs, nullTextGraphs, SAMPLE, TIMESTEP } from './null-text.ts';

const FIXTURES = new URL('../../../../test/fixtures/unets/', import.meta.url).pathname;

const Values = z.object({ dims: z.array(z.number()), data: z.array(z.number()) });
const Expected = z.object({
  weights: z.string(),
  timestep: z.number(),
  nullText: z.object({
    latent: Values,
    nullEmbedding: Values,
    conditional: Values,
    target: Values,
    guidanceScale: z.number(),
    latentCoefficient: z.number(),
    predictionCoefficient: z.number(),
    prediction: Values,
    loss: z.number(),
    gradient: Values,
  }),
});

describe.each(readdirSync(FIXTURES))('the null-text graphs of %s', (name) => {
  const expected = Expected.parse(
    JSON.parse(readFileSync(join(FIXTURES, name, 'expected.json'), 'utf8')),
  );
  const { nullText, timestep } = expected;
  const folder = temporaryFolder();
  let unet: Graph;
  let graphs: NullTextGraphs;
  let boundary: ort.InferenceSession.OnnxValueMapType;

  beforeAll(async () => {
    const stock = await importGraph(join(FIXTURES, name, 'model.onnx'), folder);
    const sizes = {
      [SAMPLE]: nullText.latent.dims,
      [TIMESTEP]: stock.typeOf(TIMESTEP).dims.map(() => 1),
      [CONTEXT]: nullText.nullEmbedding.dims,
    };
    unet = await normalise(stock, sizes, folder);
    graphs = await nullTextGraphs(unet, folder);
    const { type, dims } = unet.typeOf(TIMESTEP);
    boundary = await run(graphs.stem, {
      [SAMPLE]: floats(nullText.latent),
      [TIMESTEP]:
        type === 'int64'
          ? new ort.Tensor(BigInt64Array.of(BigInt(timestep)), dims.map(Number))
          : new ort.Tensor(Float32Array.of(timestep), dims.map(Number)),
    });
  });

  async function run(graph: Graph, feeds: ort.InferenceSession.OnnxValueMapType) {
    const path = join(folder, 'graph.onnx');
    await writeGraph(graph, path);
    const session = await ort.InferenceSession.create(path, { intraOpNumThreads: 1 });
    const wanted = session.inputNames.map((input) => [input, feeds[input]!]);
    return session.run(Object.fromEntries(wanted));
  }

  test("make PyTorch's prediction of the stem and the rest", async () => {
    const output = await run(graphs.conditional, {
      ...boundary,
      [SAMPLE]: floats(nullText.latent),
      [CONTEXT]: floats(nullText.nullEmbedding),
    });
    const limit = expected.weights === 'fp16' ? 1e-3 : 1e-4;
    expect(difference(output[graphs.conditional.outputs[0]!], nullText.prediction)).toBeLessThan(
      limit,
    );
  });

  test("make PyTorch's loss and gradient in one run", async () => {
    const { loss, gradient } = await run(graphs.gradient, {
      ...boundary,
      [SAMPLE]: floats(nullText.latent),
      [CONTEXT]: floats(nullText.nullEmbedding),
      conditional: floats(nullText.conditional),
      target: floats(nullText.target),
      guidance_scale: scalar(nullText.guidanceScale),
      latent_coefficient: scalar(nullText.latentCoefficient),
      prediction_coefficient: scalar(nullText.predictionCoefficient),
    });
    expect(Math.abs(numbers(loss)[0]! / nullText.loss - 1)).toBeLessThan(1e-4);
    if (expected.weights === 'fp16')
      // The export rounded its constants to half precision, PyTorch's answers did not.
      expect(cosine(gradient, nullText.gradient)).toBeGreaterThan(0.999);
    else expect(difference(gradient, nullText.gradient)).toBeLessThan(1e-4);
  });

  test('compute nothing that the text cannot influence', () => {
    for (const graph of [graphs.conditional, graphs.gradient]) {
      const influenced = descendants(
        graph,
        graph.inputs.filter((input) => !graphs.boundary.includes(input)),
      );
      const idle = graph.nodes.filter(({ outputs }) => !outputs.some((o) => influenced.has(o)));
      // The reverse of a product reads its other factor transposed.
      expect(idle.filter(({ op }) => op !== 'Transpose')).toEqual([]);
    }
  });
});

function floats({ data, dims }: z.infer<typeof Values>): ort.Tensor {
  return new ort.Tensor(Float32Array.from(data), dims);
}

function scalar(value: number): ort.Tensor {
  return new ort.Tensor(Float32Array.of(value), []);
}

function numbers(value: ort.OnnxValue | undefined): number[] {
  if (value && 'data' in value && value.data instanceof Float32Array) return [...value.data];
  throw new Error('not a tensor of floats');
}

/** ‖a − b‖ / ‖b‖ */
function difference(value: ort.OnnxValue | undefined, { data }: z.infer<typeof Values>): number {
  const error = numbers(value).map((x, i) => x - data[i]!);
  return Math.hypot(...error) / Math.hypot(...data);
}

function cosine(value: ort.OnnxValue | undefined, { data }: z.infer<typeof Values>): number {
  const actual = numbers(value);
  const dot = actual.reduce((sum, x, i) => sum + x * data[i]!, 0);
  return dot / Math.hypot(...actual) / Math.hypot(...data);
}
