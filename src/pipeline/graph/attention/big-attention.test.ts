import { expect, test } from 'vitest';
import * as ort from '../../runtime.ts';
import { serializeGraph } from '../file/write.ts';
import { differentiate } from '../gradient/gradient.ts';
import { Graph } from '../ir.ts';
import { prune } from '../order.ts';
import { expandBigAttention, gatherBigAttention } from './big-attention.ts';

const HEADS = 3;
const TOKENS = 1200;
const WIDTH = 4;

/** loss = Σ O², O = softmax(½ Q Kᵀ) V of x, and its gradient; every map is 17 MB. */
function attention(gather: boolean): Graph {
  const graph = new Graph();
  const rows = [HEADS, TOKENS, WIDTH];
  const add = (dims: number[], op: string, inputs: string[], attributes = {}) => {
    const value = graph.add(op, inputs, attributes);
    graph.types.set(value, { type: 'float32', dims });
    return value;
  };
  const x = graph.addInput('x', 'float32', rows);
  const query = add(rows, 'Mul', [x, graph.floats([3])]);
  const keys = add([HEADS, WIDTH, TOKENS], 'Transpose', [x], { perm: { ints: [0, 2, 1] } });
  const values = add(rows, 'Sin', [x]);
  const maps = [HEADS, TOKENS, TOKENS];
  const scores = add(maps, 'Mul', [add(maps, 'MatMul', [query, keys]), graph.floats([0.5])]);
  const output = add(rows, 'MatMul', [add(maps, 'Softmax', [scores]), values]);
  const square = add(rows, 'Mul', [output, output]);
  const loss = add([], 'ReduceSum', [square], { keepdims: { int: 0 } });
  graph.addOutput('output', output);
  graph.addOutput('loss', loss);
  if (gather) gatherBigAttention(graph);
  graph.addOutput('gradient', differentiate(graph, loss, x));
  expandBigAttention(graph);
  prune(graph);
  return graph;
}

async function run(graph: Graph): Promise<Record<string, Float32Array>> {
  const session = await ort.InferenceSession.create(serializeGraph(graph), {
    intraOpNumThreads: 1,
    enableMemPattern: false,
  });
  const data = Float32Array.from({ length: HEADS * TOKENS * WIDTH }, (_, i) => Math.sin(i * i));
  const results = await session.run({ x: new ort.Tensor(data, [HEADS, TOKENS, WIDTH]) });
  return Object.fromEntries(
    Object.entries(results).map(([name, { data }]) => {
      if (!(data instanceof Float32Array)) throw new Error(`${name} holds no floats`);
      return [name, data];
    }),
  );
}

test('a big attention in blocks gives the output and gradient of the whole', async () => {
  const [whole, blocks] = [await run(attention(false)), await run(attention(true))];
  for (const name of ['output', 'gradient']) {
    const [expected, actual] = [whole[name]!, blocks[name]!];
    const error = actual.map((value, i) => value - expected[i]!);
    const relative = Math.sqrt(norm(error) / norm(expected));
    expect(relative).toBeLessThan(1e-5);
  }
});

test('no whole map is computed any more', () => {
  const graph = attention(true);
  expect(graph.nodes.map(({ op }) => op)).not.toContain('Softmax');
  expect(attention(false).nodes.map(({ op }) => op)).toContain('Softmax');
  expect(graph.nodes.filter(({ op }) => op === 'Scan')).toHaveLength(2);
});

function norm(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
