import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../../../../test/temporary.ts';
import { relativeError, unetFixtures, Values } from '../../../../test/unet-fixtures.ts';
import * as ort from '../../runtime.ts';
import { sizeOf, type Tensor, tensor } from '../../tensor.ts';
import { writeGraph } from '../file/write.ts';
import type { Graph } from '../ir.ts';
import { bindLora, factorDims, insertLora, type LoraLayer } from '../lora.ts';
import { importGraph, normalise } from '../normalise/normalise.ts';
import { prune } from '../order.ts';
import { gradientName, learningGraph } from './learning.ts';
import { CONTEXT, SAMPLE, TIMESTEP } from './null-text.ts';

const RANK = 2;
const FIXTURES = new URL('../../../../test/fixtures/unets/', import.meta.url).pathname;
/** See make_learning.py. */
const Expected = z.object({
  layers: z.int(),
  loss: z.number(),
  context: Values,
  gradients: z.record(z.string(), z.object({ down: Values, up: Values })),
});

const taught = readdirSync(FIXTURES).filter((name) =>
  existsSync(join(FIXTURES, name, 'learning.json')),
);

describe.each(taught)('the learning graph of %s', (name) => {
  const answer = Expected.parse(
    JSON.parse(readFileSync(join(FIXTURES, name, 'learning.json'), 'utf8')),
  );
  const { nullText, timestep } = unetFixtures().find((known) => known.name === name)!.expected;
  const folder = temporaryFolder();
  let unet: Graph;
  let layers: LoraLayer[];
  let session: ort.InferenceSession;

  beforeAll(async () => {
    const stock = await importGraph(join(FIXTURES, name, 'model.onnx'), folder);
    layers = insertLora(stock, RANK);
    const sizes = {
      [SAMPLE]: nullText.latent.dims,
      [TIMESTEP]: stock.typeOf(TIMESTEP).dims.map(() => 1),
      [CONTEXT]: nullText.nullEmbedding.dims,
      ...Object.fromEntries(
        layers.flatMap(({ down, up }) => [down, up]).map((input) => [input, stock.dimsOf(input)]),
      ),
    };
    unet = await normalise(stock, sizes, folder);
    session = await open(await learningGraph(unet, folder), 'learn');
  });

  async function open(graph: Graph, file: string): Promise<ort.InferenceSession> {
    await writeGraph(graph, join(folder, `${file}.onnx`));
    return ort.InferenceSession.create(join(folder, `${file}.onnx`), { intraOpNumThreads: 1 });
  }

  async function run(
    of: ort.InferenceSession,
    changed: Readonly<Record<string, Tensor>> = {},
  ): Promise<(name: string) => Tensor> {
    const { type, dims } = unet.typeOf(TIMESTEP);
    const time = dims.map(Number);
    const values: Record<string, Tensor> = {
      [SAMPLE]: nullText.latent,
      [CONTEXT]: nullText.nullEmbedding,
      target: nullText.target,
      ...Object.fromEntries(layers.flatMap(factorsOf)),
      ...changed,
    };
    const feeds: Record<string, ort.Tensor> = {
      [TIMESTEP]:
        type === 'int64'
          ? new ort.Tensor(BigInt64Array.of(BigInt(timestep)), time)
          : new ort.Tensor(Float32Array.of(timestep), time),
    };
    for (const input of of.inputNames)
      if (values[input])
        feeds[input] = new ort.Tensor('float32', values[input].data, values[input].dims);
    const results = await of.run(feeds);
    return (output) => {
      const { data, dims: shape } = results[output]!;
      return tensor(Float32Array.from(data, Number), shape);
    };
  }

  test('adapts every linear layer of the transformers, and the convolutions of the residual blocks', () => {
    expect(layers).toHaveLength(answer.layers);
    expect(new Set(layers.map(({ module }) => module)).size).toBe(answer.layers);
  });

  test("makes PyTorch's loss and gradients", async () => {
    const outputOf = await run(session);
    expect(outputOf('loss').data[0]! / answer.loss).toBeCloseTo(1, 4);
    expect(relativeError(outputOf(gradientName(CONTEXT)), answer.context)).toBeLessThan(1e-3);
    for (const [module, { down, up }] of Object.entries(answer.gradients)) {
      const layer = layers.find((known) => known.module === module);
      expect(layer, module).toBeDefined();
      expect(relativeError(outputOf(gradientName(layer!.down)), down), module).toBeLessThan(5e-3);
      expect(relativeError(outputOf(gradientName(layer!.up)), up), module).toBeLessThan(5e-3);
    }
  });

  test('makes the gradients that finite differences make', async () => {
    const outputOf = await run(session);
    const lossAt = async (input: string, i: number, by: number) => {
      const moved = Object.fromEntries(layers.flatMap(factorsOf))[input]!;
      const data = moved.data.slice();
      data[i]! += by;
      return (await run(session, { [input]: tensor(data, moved.dims) }))('loss').data[0]!;
    };
    for (const kind of ['down', 'up'] as const) {
      const steepest = layers
        .flatMap((layer) => {
          const { data } = outputOf(gradientName(layer[kind]));
          return Array.from(data, (gradient, i) => ({ input: layer[kind], i, gradient }));
        })
        .reduce((a, b) => (Math.abs(b.gradient) > Math.abs(a.gradient) ? b : a));
      const { input, i, gradient } = steepest;
      const h = 1e-3;
      const slope = ((await lossAt(input, i, h)) - (await lossAt(input, i, -h))) / (2 * h);
      expect(slope / gradient).toBeCloseTo(1, 1);
    }
  });

  test('predicts with bound factors as with given ones, and without any as before', async () => {
    const output = unet.outputs[0]!;
    const given = (await run(await open(unet, 'given')))(output);
    const bound = unet.clone();
    const constants = layers.flatMap(factorsOf).map(([input, { data, dims }]) => {
      const value = { type: 'float32' as const, dims, data: new Uint8Array(data.slice().buffer) };
      return [input, value] as const;
    });
    bindLora(bound, new Map(constants));
    prune(bound);
    expect(bound.inputs).toHaveLength(3);
    expect(relativeError((await run(await open(bound, 'bound')))(output), given)).toBeLessThan(
      1e-4,
    );
    const bare = unet.clone();
    bindLora(bare, new Map());
    prune(bare);
    const zeros = layers.map((layer) => {
      const { up } = factorDims(layer, RANK);
      return [layer.up, tensor(new Float32Array(sizeOf(up)), up)] as const;
    });
    const none = (await run(await open(unet, 'none'), Object.fromEntries(zeros)))(output);
    expect(relativeError((await run(await open(bare, 'bare')))(output), none)).toBeLessThan(1e-4);
    expect(relativeError(none, given)).toBeGreaterThan(1e-3);
  });
});

function factorsOf(layer: LoraLayer): [string, Tensor][] {
  const { down, up } = factorDims(layer, RANK);
  const factor = (dims: number[]) => {
    const data = Float32Array.from({ length: sizeOf(dims) }, (_, i) => Math.sin(i + 1) / 4);
    return tensor(data, dims);
  };
  return [
    [layer.down, factor(down)],
    [layer.up, factor(up)],
  ];
}
