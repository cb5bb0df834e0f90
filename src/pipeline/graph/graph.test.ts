import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { checkExternalData, checkGraph } from './check.ts';
import { parseGraph, readGraph } from './file/read.ts';
import { serializeGraph, writeGraph } from './file/write.ts';
import { differentiate } from './gradient/gradient.ts';
import { Graph } from './ir.ts';
import { importGraph, normalise } from './normalise/normalise.ts';
import { prune, sortNodes } from './order.ts';
import { printGraph } from './print.ts';
import { floatTensor, fromFloat16, toFloat16, valuesOf } from './tensor-value.ts';

const FIXTURES = new URL('../../../test/fixtures/', import.meta.url).pathname;
const STOCK = join(FIXTURES, 'unets/torchscript17-classic/model.onnx');
const STOCK_EXTERNAL = join(FIXTURES, 'unets/torchscript14-sdpa/model.onnx');

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

/** y = softmax(2 x) */
function small(): Graph {
  const graph = new Graph();
  graph.name = 'small';
  graph.addInput('x', 'float32', ['batch', 3]);
  const doubled = graph.add('Mul', ['x', graph.floats([2])]);
  graph.addOutput('y', graph.add('Softmax', [doubled], { axis: { int: -1 } }));
  graph.types.set('y', { type: 'float32', dims: ['batch', 3] });
  return graph;
}

describe('a graph', () => {
  test('is written and read back the same', () => {
    const bytes = serializeGraph(small());
    const read = parseGraph(bytes, 'small.onnx');
    expect(printGraph(read)).toContain('Softmax:out = Softmax(Mul:out) {axis: -1}');
    expect(read.typeOf('x')).toEqual({ type: 'float32', dims: ['batch', 3] });
    expect(Buffer.compare(serializeGraph(read), bytes)).toBe(0);
  });

  test('keeps every kind of attribute, and ends beyond the largest exact number', () => {
    const graph = small();
    const attributes = {
      axis: { int: -1 },
      end: { int: 2 ** 63 },
      alpha: { float: 0.5 },
      mode: { string: 'nearest' },
      axes: { ints: [1, 2 ** 63] },
      scales: { floats: [1, 2] },
      names: { strings: ['a', 'é'] },
      value: { tensor: floatTensor([1, 2]) },
    };
    graph.nodes[0]!.attributes = attributes;
    const read = parseGraph(serializeGraph(graph), 'small.onnx');
    expect(read.nodes[0]!.attributes).toEqual(attributes);
  });

  test('leaves large weights in their file', async () => {
    const graph = await readGraph(STOCK);
    const bytes = readFileSync(STOCK);
    const large = [...graph.initializers.values()].filter(({ data }) => 'location' in data);
    expect(large.length).toBeGreaterThan(20);
    for (const { data, dims } of large) {
      if (!('location' in data)) continue;
      expect(data.location).toBe('model.onnx');
      expect(data.length).toBe(4 * dims.reduce((a, b) => a * b));
      const first = bytes.readFloatLE(data.offset);
      expect(Math.abs(first)).toBeLessThan(10);
      expect(first).not.toBe(0);
    }
    expect(serializeGraph(graph).length).toBeLessThan(bytes.length - 150_000);
  });

  test('names new values apart from those that are there', () => {
    const graph = parseGraph(serializeGraph(small()), 'small.onnx');
    const name = graph.add('Softmax', ['y']);
    expect(new Set(graph.nodes.flatMap(({ outputs }) => outputs)).has(name)).toBe(true);
    expect(() => checkGraph(graph)).not.toThrow();
  });

  test('is sorted and pruned to what its outputs need', () => {
    const graph = small();
    graph.add('Exp', ['x']);
    graph.nodes.reverse();
    sortNodes(graph);
    prune(graph);
    expect(graph.nodes.map(({ op }) => op)).toEqual(['Mul', 'Softmax', 'Identity']);
  });
});

test('half precision is rounded to nearest, ties to even, and read back exactly', () => {
  expect(toFloat16(1)).toBe(0x3c00);
  expect(toFloat16(65504)).toBe(0x7bff);
  expect(toFloat16(65536)).toBe(0x7c00);
  expect(toFloat16(-(2 ** -24))).toBe(0x8001);
  expect(toFloat16(1 + 2 ** -11)).toBe(0x3c00);
  expect(toFloat16(1 + 3 * 2 ** -11)).toBe(0x3c02);
  const all = Array.from({ length: 0x7c00 }, (_, bits) => bits);
  expect(all.filter((bits) => toFloat16(fromFloat16(bits)) !== bits)).toEqual([]);
  expect(valuesOf(floatTensor([0.1], [1], 'float16'))[0]).toBeCloseTo(0.1, 4);
});

describe('one clear error names', () => {
  test('a value that nothing makes', () => {
    const graph = small();
    graph.nodes[1]!.inputs = ['nowhere'];
    expect(() => checkGraph(graph)).toThrow(
      'Softmax "Softmax" of small reads "nowhere", which nothing makes',
    );
  });

  test('a value that is made twice', () => {
    const graph = small();
    graph.nodes[1]!.outputs = ['x'];
    expect(() => checkGraph(graph)).toThrow('small defines "x" twice');
  });

  test('a cycle', () => {
    const graph = small();
    graph.nodes[0]!.inputs = ['Softmax:out', 'Softmax:out'];
    expect(() => checkGraph(graph)).toThrow(/small has a cycle through node "(Mul|Softmax)"/);
  });

  test('an operator of another domain', () => {
    const graph = small();
    graph.opsets.set('com.microsoft', 1);
    graph.nodes[1]!.domain = 'com.microsoft';
    expect(() => checkGraph(graph)).toThrow('of domain "com.microsoft": only standard operators');
  });

  test('fused attention', async () => {
    const path = join(FIXTURES, 'refused/fused-attention/model.onnx');
    await expect(importGraph(path, folder)).rejects.toThrow(/Attention ".*", a fused attention/);
  });

  test('a sampling encoder', () => {
    const graph = small();
    graph.nodes[0]!.op = 'RandomNormalLike';
    expect(() => checkGraph(graph)).toThrow('RandomNormalLike "Mul", which draws random numbers');
  });

  test('an operator that does not exist', async () => {
    const graph = small();
    graph.nodes[0]!.op = 'Frobnicate';
    await expect(normalise(graph, { x: [1, 3] }, folder)).rejects.toThrow(
      /refuses small: .*Frobnicate/s,
    );
  });

  test('an operator without a rule on the path', async () => {
    const graph = small();
    graph.nodes[0]!.op = 'Softmax';
    graph.nodes[0]!.inputs = ['x'];
    const hard = graph.add('Hardmax', ['x'], {}, 'hard');
    graph.types.set(hard, { type: 'float32', dims: [] });
    expect(() => differentiate(graph, hard, 'x')).toThrow('Hardmax "hard" of small has no rule');
  });

  test('a missing, an empty and a truncated file', async () => {
    const path = join(folder, 'model.onnx');
    await expect(readGraph(path)).rejects.toThrow(`Cannot read the graph ${path}`);
    writeFileSync(path, '');
    await expect(readGraph(path)).rejects.toThrow(`${path} is empty`);
    writeFileSync(path, readFileSync(STOCK).subarray(0, 100_000));
    await expect(readGraph(path)).rejects.toThrow(`${path} (100000 bytes) is truncated`);
    writeFileSync(path, 'I am a text file, and no model at all.');
    await expect(readGraph(path)).rejects.toThrow('is truncated or not an ONNX file');
  });

  test('a missing and a truncated weight file', async () => {
    const graph = await readGraph(STOCK_EXTERNAL);
    await expect(checkExternalData(graph, folder)).rejects.toThrow(
      `keeps its weights in ${join(folder, 'model.onnx_data')}, which is missing`,
    );
    writeFileSync(join(folder, 'model.onnx_data'), new Uint8Array(1000));
    await expect(checkExternalData(graph, folder)).rejects.toThrow(
      `${join(folder, 'model.onnx_data')} is truncated`,
    );
  });

  test('an input that a UNet does not have', async () => {
    await expect(normalise(small(), {}, folder)).rejects.toThrow('small has the input "x"');
  });
});

describe('normalising', () => {
  test('fixes every size and folds what follows from them', async () => {
    const stock = await importGraph(STOCK, folder);
    const unet = await normalise(
      stock,
      { sample: [1, 4, 8, 12], timestep: [1], encoder_hidden_states: [1, 6, 16] },
      folder,
    );
    expect(unet.nodes.length).toBeLessThan(stock.nodes.length / 3);
    expect(unet.nodes.filter(({ op }) => op === 'Shape')).toEqual([]);
    for (const node of unet.nodes)
      for (const output of node.outputs)
        expect(unet.typeOf(output).dims.every((dim) => typeof dim === 'number')).toBe(true);
    await writeGraph(unet, join(folder, 'unet.onnx'));
    expect(readFileSync(join(folder, 'unet.onnx')).length).toBeLessThan(250_000);
  });
});
