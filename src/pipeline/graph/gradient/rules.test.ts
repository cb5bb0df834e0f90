import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import * as ort from '../../runtime.ts';
import { serializeGraph } from '../file/write.ts';
import { type Attributes, Graph } from '../ir.ts';
import { inferTypes } from '../normalise/normalise.ts';
import { differentiate } from './gradient.ts';
import { RULES } from './rules/index.ts';

interface Case {
  readonly op: string;
  readonly what?: string;
  readonly opset?: number;
  /** Inputs of the operator: a shape is a random variable, a function adds a constant. */
  readonly inputs: readonly (readonly number[] | ((graph: Graph) => string))[];
  readonly attributes?: Attributes;
  readonly outputs?: number;
  /** Makes the random numbers valid for the operator, such as positive for a root. */
  readonly domain?: (x: number) => number;
}

const ints =
  (...values: number[]) =>
  (graph: Graph) =>
    graph.int64s(values);
const floats = (values: number[], dims?: number[]) => (graph: Graph) =>
  graph.floats(values, dims ?? [values.length]);
const index = (value: number) => (graph: Graph) => graph.int64s([value], []);
const none = () => '';
const condition = (graph: Graph) =>
  graph.constant({ type: 'bool', dims: [2, 1], data: new Uint8Array([1, 0]) });
const positive = (x: number) => Math.abs(x) + 0.5;
const INT64_MAX = 2 ** 63;

const CASES: readonly Case[] = [
  { op: 'Add', inputs: [[2, 3], [3]] },
  {
    op: 'Sub',
    inputs: [
      [2, 3],
      [2, 1],
    ],
  },
  {
    op: 'Mul',
    inputs: [
      [2, 1, 3],
      [4, 1],
    ],
  },
  {
    op: 'Div',
    inputs: [
      [2, 3],
      [1, 3],
    ],
    domain: positive,
  },
  { op: 'Sum', inputs: [[2, 3], [3], [2, 1]] },
  { op: 'Neg', inputs: [[4]] },
  { op: 'Pow', what: 'squared', inputs: [[4], floats([2], [])] },
  { op: 'Pow', what: 'to the 1.5', inputs: [[4], floats([1.5])], domain: positive },
  { op: 'Sqrt', inputs: [[4]], domain: positive },
  { op: 'Reciprocal', inputs: [[4]], domain: positive },
  { op: 'Exp', inputs: [[4]] },
  { op: 'Log', inputs: [[4]], domain: positive },
  { op: 'Sin', inputs: [[4]] },
  { op: 'Cos', inputs: [[4]] },
  { op: 'Tanh', inputs: [[4]] },
  { op: 'Sigmoid', inputs: [[4]] },
  { op: 'Relu', inputs: [[7]] },
  { op: 'Erf', inputs: [[4]] },
  { op: 'Gelu', opset: 20, inputs: [[6]] },
  {
    op: 'Gelu',
    what: 'by tanh',
    opset: 20,
    inputs: [[6]],
    attributes: { approximate: { string: 'tanh' } },
  },
  { op: 'Where', inputs: [condition, [2, 3], [3]] },
  { op: 'Identity', inputs: [[4]] },
  { op: 'Cast', inputs: [[4]], attributes: { to: { int: 11 } } },

  { op: 'Reshape', inputs: [[2, 6], ints(3, 4)] },
  { op: 'Flatten', inputs: [[2, 3, 2]], attributes: { axis: { int: 2 } } },
  { op: 'Squeeze', inputs: [[2, 1, 3], ints(1)] },
  { op: 'Unsqueeze', inputs: [[2, 3], ints(0, 2)] },
  { op: 'Transpose', inputs: [[2, 3, 4]], attributes: { perm: { ints: [2, 0, 1] } } },
  { op: 'Transpose', what: 'by default', inputs: [[2, 3, 4]] },
  { op: 'Expand', inputs: [[3, 1], ints(2, 3, 4)] },
  {
    op: 'Concat',
    inputs: [
      [2, 3],
      [2, 1],
      [2, 2],
    ],
    attributes: { axis: { int: -1 } },
  },
  { op: 'Split', inputs: [[2, 5], ints(2, 3)], outputs: 2, attributes: { axis: { int: 1 } } },
  { op: 'Slice', inputs: [[4, 5], ints(1, -3), ints(3, INT64_MAX), ints(0, 1)] },
  { op: 'Slice', what: 'without axes', inputs: [[4, 5], ints(1), ints(-1)] },
  { op: 'Pad', inputs: [[2, 3], ints(1, 0, 0, 2), floats([7], [])] },

  { op: 'DepthToSpace', inputs: [[1, 8, 2, 3]], attributes: { blocksize: { int: 2 } } },
  {
    op: 'DepthToSpace',
    what: 'with the channels last',
    inputs: [[2, 12, 1, 2]],
    attributes: { blocksize: { int: 2 }, mode: { string: 'CRD' } },
  },
  { op: 'SpaceToDepth', inputs: [[1, 2, 4, 6]], attributes: { blocksize: { int: 2 } } },
  { op: 'Gather', inputs: [[2, 3, 4], index(-2)], attributes: { axis: { int: 1 } } },
  { op: 'Gather', what: 'of a list of one', inputs: [[3, 2], ints(0)] },

  { op: 'ReduceSum', inputs: [[2, 3, 4], ints(0, -1)] },
  { op: 'ReduceSum', what: 'of all', inputs: [[2, 3]], attributes: { keepdims: { int: 0 } } },
  { op: 'ReduceMean', inputs: [[2, 3, 4], ints(1)], attributes: { keepdims: { int: 0 } } },
  {
    op: 'ReduceMean',
    what: 'of opset 17',
    opset: 17,
    inputs: [[2, 3]],
    attributes: { axes: { ints: [-1] } },
  },
  { op: 'ReduceMax', inputs: [[2, 3, 4], ints(1, -1)], attributes: { keepdims: { int: 0 } } },
  { op: 'ReduceMax', what: 'of all', inputs: [[2, 3]] },
  {
    op: 'ReduceMax',
    what: 'of opset 17',
    opset: 17,
    inputs: [[2, 2, 3]],
    attributes: { axes: { ints: [2] } },
  },
  { op: 'Softmax', inputs: [[2, 5]] },
  {
    op: 'Softmax',
    what: 'over the first axis',
    inputs: [[3, 2]],
    attributes: { axis: { int: 0 } },
  },

  {
    op: 'MatMul',
    inputs: [
      [2, 3],
      [3, 4],
    ],
  },
  {
    op: 'MatMul',
    what: 'batch by matrix',
    inputs: [
      [2, 2, 3],
      [3, 4],
    ],
  },
  {
    op: 'MatMul',
    what: 'batches broadcast',
    inputs: [
      [2, 1, 2, 3],
      [3, 3, 2],
    ],
  },
  {
    op: 'Gemm',
    inputs: [[2, 3], [3, 4], [4]],
    attributes: { alpha: { float: 0.5 }, beta: { float: 2 } },
  },
  {
    op: 'Gemm',
    what: 'A transposed',
    inputs: [
      [3, 2],
      [3, 4],
    ],
    attributes: { transA: { int: 1 } },
  },
  {
    op: 'Gemm',
    what: 'B transposed',
    inputs: [
      [2, 3],
      [4, 3],
    ],
    attributes: { transB: { int: 1 } },
  },
  {
    op: 'Gemm',
    what: 'both transposed',
    inputs: [
      [3, 2],
      [4, 3],
      [2, 1],
    ],
    attributes: { transA: { int: 1 }, transB: { int: 1 } },
  },
  {
    op: 'Einsum',
    inputs: [
      [2, 3, 4],
      [2, 5, 4],
    ],
    attributes: { equation: { string: 'b i d, b j d -> b i j' } },
  },

  {
    op: 'Conv',
    inputs: [[1, 2, 4, 4], kernel(3, 2, 3)],
    attributes: { pads: { ints: [1, 1, 1, 1] } },
  },
  {
    op: 'Conv',
    what: 'of stride 2 on an even size',
    inputs: [[1, 2, 4, 6], kernel(2, 2, 3)],
    attributes: { pads: { ints: [1, 1, 1, 1] }, strides: { ints: [2, 2] } },
  },
  {
    op: 'Conv',
    what: 'of stride 2 on an odd size',
    inputs: [[2, 2, 5, 5], kernel(2, 2, 3)],
    attributes: { pads: { ints: [0, 0, 1, 1] }, strides: { ints: [2, 2] } },
  },
  { op: 'Conv', what: 'of one pixel', inputs: [[2, 3, 2, 2], kernel(2, 3, 1)] },
  {
    op: 'Resize',
    inputs: [[1, 2, 2, 3], none, floats([1, 1, 2, 2])],
    attributes: {
      mode: { string: 'nearest' },
      coordinate_transformation_mode: { string: 'asymmetric' },
      nearest_mode: { string: 'floor' },
    },
  },
  {
    op: 'Resize',
    what: 'to three times the height',
    inputs: [[1, 1, 2, 2], none, none, ints(1, 1, 6, 2)],
    attributes: { mode: { string: 'nearest' } },
  },

  { op: 'InstanceNormalization', inputs: [[2, 2, 3, 2], floats([1.5, -0.5]), floats([0.1, 0.2])] },
  { op: 'LayerNormalization', inputs: [[2, 4], floats([1, 2, -1, 0.5]), floats([0, 1, 0, 1])] },
  {
    op: 'LayerNormalization',
    what: 'over two axes',
    inputs: [[2, 2, 2], floats([1, 2, -1, 0.5], [2, 2])],
    attributes: { axis: { int: 1 } },
  },
  {
    op: 'GroupNormalization',
    what: 'with a scale per group',
    inputs: [[2, 4, 2, 2], floats([1.5, -0.5]), floats([0.1, 0.2])],
    attributes: { num_groups: { int: 2 } },
  },
  {
    op: 'GroupNormalization',
    what: 'with a scale per channel',
    opset: 21,
    inputs: [[2, 4, 2, 2], floats([1.5, -0.5, 1, 2]), floats([0.1, 0.2, 0, 0])],
    attributes: { num_groups: { int: 2 } },
  },
];

/** Constant convolution weights [out, in, size, size]. */
function kernel(out: number, into: number, size: number) {
  const dims = [out, into, size, size];
  const count = dims.reduce((a, b) => a * b);
  return floats(
    Array.from({ length: count }, (_, i) => Math.sin(i + 1)),
    dims,
  );
}

describe('the gradient of each operator agrees with finite differences', () => {
  for (const example of CASES)
    test([example.op, example.what].filter(Boolean).join(', '), async () => {
      const graph = new Graph();
      graph.name = example.op;
      graph.opsets.set('', example.opset ?? 18);
      const variables = example.inputs.flatMap((input, i) =>
        typeof input === 'function' ? [] : [graph.addInput(`x${i}`, 'float32', input)],
      );
      const inputs = example.inputs.map((input, i) =>
        typeof input === 'function' ? input(graph) : `x${i}`,
      );
      const results = graph.addMany(example.op, inputs, example.outputs ?? 1, example.attributes);
      // The loss weighs every element of every output differently.
      for (const [i, result] of results.entries()) graph.addOutput(`y${i}`, result);
      await inferTypes(graph, tmpdir());
      const terms = results.map((result) => {
        const dims = graph.dimsOf(result);
        const weights = graph.floats(weightsFor(dims), dims);
        const wide = graph.add('Cast', [result], { to: { int: 1 } });
        return graph.add('ReduceSum', [graph.add('Mul', [wide, weights])], {
          keepdims: { int: 0 },
        });
      });
      graph.addOutput('loss', graph.add('Sum', terms));
      await inferTypes(graph, tmpdir());
      for (const x of variables) graph.addOutput(`d${x}`, differentiate(graph, 'loss', x));

      const session = await ort.InferenceSession.create(serializeGraph(graph), {
        graphOptimizationLevel: 'disabled',
        intraOpNumThreads: 1,
      });
      const feeds = Object.fromEntries(
        variables.map((x) => [x, random(graph.dimsOf(x), example.domain ?? ((value) => value))]),
      );
      const run = () =>
        session.run(
          Object.fromEntries(
            variables.map((x) => [x, new ort.Tensor('float32', feeds[x]!, graph.dimsOf(x))]),
          ),
        );
      /** The loss in double precision, from the outputs. */
      const loss = async () => {
        const outputs = await run();
        return results.reduce((sum, result, i) => {
          const weights = weightsFor(graph.dimsOf(result));
          return sum + dot(numbers(outputs[`y${i}`]), weights);
        }, 0);
      };

      const gradients = await run();
      for (const x of variables) {
        const data = feeds[x]!;
        const expected: number[] = [];
        for (let i = 0; i < data.length; i++) {
          const [value, h] = [data[i]!, 2 ** -8];
          data[i] = value + h;
          const above = await loss();
          data[i] = value - h;
          expected.push((above - (await loss())) / (2 * h));
          data[i] = value;
        }
        const actual = numbers(gradients[`d${x}`]);
        expect(gradients[`d${x}`]?.dims).toEqual(graph.dimsOf(x));
        const error = actual.map((value, i) => value - expected[i]!);
        expect(Math.sqrt(dot(error, error) / dot(expected, expected))).toBeLessThan(5e-4);
      }
    });
});

test('every rule of a standard operator has such an example', () => {
  const tried = new Set(CASES.map(({ op }) => op));
  expect(Object.keys(RULES).filter((op) => !op.includes('.') && !tried.has(op))).toEqual([]);
});

function weightsFor(dims: readonly number[]): number[] {
  const count = dims.reduce((a, b) => a * b, 1);
  return Array.from({ length: count }, (_, i) => Math.cos(3 * i + 1));
}

function random(dims: readonly number[], domain: (x: number) => number): Float32Array {
  const count = dims.reduce((a, b) => a * b, 1);
  return Float32Array.from({ length: count }, (_, i) => domain(2 * Math.sin(7.3 * i * i + i + 1)));
}

function numbers(tensor: ort.Tensor | undefined): number[] {
  if (tensor?.data instanceof Float32Array || tensor?.data instanceof Float64Array)
    return [...tensor.data];
  throw new Error('not a tensor of floats');
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
