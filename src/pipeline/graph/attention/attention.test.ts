import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../test/temporary.ts';
import { FUSED_ATTENTION, normalisedUNet, unetFixtures } from '../../../../test/unet-fixtures.ts';
import { Graph } from '../ir.ts';
import { importGraph } from '../normalise/normalise.ts';
import { findAttentions } from './attention.ts';

describe('finding attention', () => {
  let work: string;
  beforeEach(() => {
    work = temporaryFolder();
  });

  it.each(unetFixtures())('finds every attention of $name', async (fixture) => {
    const attentions = findAttentions(await normalisedUNet(fixture, work));
    const found = attentions.map(({ kind, heads, queryTokens, keyTokens }) => ({
      kind,
      heads,
      queryTokens,
      keyTokens,
    }));
    expect(found).toEqual(fixture.expected.attentions);
    // Nothing is left of the empty bias that older processors add to every map.
    const ops = attentions.flatMap(({ chain }) => chain.map(({ op }) => op));
    expect(ops).not.toContain('Add');
  });

  it('refuses a fused attention by name', async () => {
    await expect(importGraph(join(FUSED_ATTENTION, 'model.onnx'), work)).rejects.toThrow(
      /contains Attention ".*", a fused attention .*: take an export that was not optimised/,
    );
  });

  it('refuses a softmax that is not attention, by name', () => {
    const graph = cross((graph, q) => graph.add('Sub', [q, q]));
    expect(() => findAttentions(graph)).toThrow(
      /^Softmax "Softmax" normalises the output of Sub "Sub", so it is not the plain attention/,
    );
  });

  it('refuses a UNet without cross-attention', () => {
    const graph = cross((graph, q) =>
      graph.add('MatMul', [q, graph.add('Transpose', [q], { perm: { ints: [0, 2, 1] } })]),
    );
    expect(() => findAttentions(graph)).toThrow(/has no cross-attention that can be recognised/);
  });
});

/** softmax(scores(Q, K)) V over a 2 × 2 picture and a text of four tokens. */
function cross(scores: (graph: Graph, q: string) => string): Graph {
  const graph = new Graph();
  const sample = graph.addInput('sample', 'float32', [1, 3, 2, 2]);
  graph.addInput('timestep', 'int64', [1]);
  const context = graph.addInput('encoder_hidden_states', 'float32', [1, 4, 4]);
  const query = graph.add('Reshape', [sample, graph.int64s([1, 4, 3])]);
  graph.types.set(query, { type: 'float32', dims: [1, 4, 3] });
  const maps = scores(graph, query);
  graph.types.set(maps, { type: 'float32', dims: [1, 4, 4] });
  const normalised = graph.add('Softmax', [maps]);
  graph.types.set(normalised, { type: 'float32', dims: [1, 4, 4] });
  graph.addOutput('out', graph.add('MatMul', [normalised, context]));
  return graph;
}
