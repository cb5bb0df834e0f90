import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../test/temporary.ts';
import { normalisedUNet, relativeError, unetFixtures } from '../../../../test/unet-fixtures.ts';
import * as ort from '../../runtime.ts';
import { concatRows, rowsOf, type Tensor, tensor } from '../../tensor.ts';
import { serializeGraph } from '../file/write.ts';
import type { Graph } from '../ir.ts';
import { findAttentions } from './attention.ts';
import { type EditingOptions, editingGraph, observingGraph, predictingGraph } from './editing.ts';

describe.each(unetFixtures())('the graphs of several rows of $name', (fixture) => {
  let work: string;
  let unet: Graph;
  const { expected } = fixture;
  const { latent, tokens, embeddingWidth, blendMap, selfAttentionMaxTokens } = expected;
  // A half-precision export rounds the scale 1/√d of its attentions too.
  const tolerance = expected.weights === 'fp16' ? 1e-3 : 1e-4;
  const observedTokens = blendMap.height * blendMap.width;

  beforeAll(async () => {
    work = temporaryFolder();
    unet = await normalisedUNet(fixture, work);
  });

  async function run(graph: Graph, latents: Tensor, context: Tensor, more: Feeds = {}) {
    return runGraph(graph, work, expected.timestep, latents, context, more);
  }

  async function edit(options: EditingOptions, step: (typeof expected.edits)[number]) {
    const nulls = concatRows(Array.from({ length: options.targets }, () => step.nullEmbedding));
    const more = options.crossAttention && step.crossAttention;
    return run(
      editingGraph(unet, options),
      concatRows([step.sourceLatent, step.targetLatents]),
      concatRows([nulls, step.sourceContext, step.targetContexts]),
      more ? { source_mapper: more.sourceMapper, target_gain: more.targetGain } : {},
    );
  }

  it('predict the same as PyTorch', async () => {
    const { sample, context, prediction } = expected.forward;
    const output = await run(predictingGraph(unet, 2), sample, context);
    expect(relativeError(output.out_sample!, prediction)).toBeLessThan(tolerance);
  });

  it('observe what PyTorch observes', async () => {
    const { context, prediction, attention } = expected.observe;
    const output = await run(
      observingGraph(unet, observedTokens),
      expected.observe.latent,
      context,
    );
    expect(relativeError(output.out_sample!, prediction)).toBeLessThan(tolerance);
    expect(relativeError(output.attention!, attention)).toBeLessThan(tolerance);
  });

  it.each(expected.edits.map((step, i) => ({ step, i })))(
    "edit as PyTorch's attention processor does, case $i",
    async ({ step }) => {
      const output = await edit(
        {
          targets: step.targetLatents.dims[0]!,
          crossAttention: step.crossAttention !== null,
          selfAttentionMaxTokens: step.replaceSelfAttention ? selfAttentionMaxTokens : 0,
          observedTokens,
        },
        step,
      );
      const { unconditional, conditional, attention } = step.expected;
      const prediction = concatRows([unconditional, conditional]);
      expect(relativeError(output.out_sample!, prediction)).toBeLessThan(tolerance);
      expect(relativeError(output.attention!, attention)).toBeLessThan(tolerance);
    },
  );

  it('leave each row its plain prediction when nothing is edited', async () => {
    const step = expected.edits[1]!;
    const identity = {
      sourceMapper: tensor(new Float32Array(2 * tokens * tokens), [2, tokens, tokens]),
      targetGain: tensor(new Float32Array(2 * tokens).fill(1), [2, 1, tokens]),
    };
    const options = {
      targets: 2,
      crossAttention: true,
      selfAttentionMaxTokens: 0,
      observedTokens: 0,
    };
    const output = await edit(options, { ...step, crossAttention: identity });
    const plain = await run(
      predictingGraph(unet, 4),
      concatRows([step.targetLatents, step.targetLatents]),
      concatRows([step.nullEmbedding, step.nullEmbedding, step.targetContexts]),
    );
    expect(relativeError(output.out_sample!, plain.out_sample!)).toBeLessThan(1e-5);

    // With every window closed there is no source row, and the result is the same.
    const closed = await run(
      editingGraph(unet, { ...options, crossAttention: false }),
      step.targetLatents,
      concatRows([step.nullEmbedding, step.nullEmbedding, step.targetContexts]),
    );
    expect(relativeError(closed.out_sample!, plain.out_sample!)).toBeLessThan(1e-5);
  });

  it("give a target that takes all of the source's maps the source's prediction", async () => {
    const step = expected.edits[0]!;
    const same: Tensor = { ...step.sourceLatent };
    const eye = new Float32Array(tokens * tokens).map((_, i) => (i % (tokens + 1) === 0 ? 1 : 0));
    const output = await edit(
      { targets: 1, crossAttention: true, selfAttentionMaxTokens: 1e9, observedTokens },
      {
        ...step,
        targetLatents: same,
        targetContexts: step.sourceContext,
        crossAttention: {
          sourceMapper: tensor(eye, [1, tokens, tokens]),
          targetGain: tensor(new Float32Array(tokens), [1, 1, tokens]),
        },
      },
    );
    const source = await run(predictingGraph(unet, 1), step.sourceLatent, step.sourceContext);
    expect(relativeError(rowsOf(output.out_sample!, 1, 2), source.out_sample!)).toBeLessThan(1e-5);
    const maps = output.attention!;
    expect(relativeError(rowsOf(maps, 1, 2), rowsOf(maps, 0, 1))).toBeLessThan(1e-5);
  });

  it('take latents and texts of the fixed size', () => {
    const graph = editingGraph(unet, {
      targets: 3,
      crossAttention: true,
      selfAttentionMaxTokens,
      observedTokens,
    });
    expect(graph.dimsOf('sample')).toEqual([4, latent.channels, latent.height, latent.width]);
    expect(graph.dimsOf('encoder_hidden_states')).toEqual([7, tokens, embeddingWidth]);
  });

  it("compute no queries and keys of targets that take the source's maps", () => {
    const targets = 3;
    const options = { targets, crossAttention: false, observedTokens: 0 };
    const graph = editingGraph(unet, { ...options, selfAttentionMaxTokens: 1e9 });
    for (const { kind, chain } of findAttentions(unet))
      for (const operand of chain[0]!.inputs) {
        const rows = graph.types.get(operand)?.dims[0];
        const perRow = unet.dimsOf(operand)[0]!;
        if (kind === 'self') expect(rows).toBe((1 + targets) * perRow);
      }
  });

  it('refuse a blend map of a size that no layer has', () => {
    expect(() => observingGraph(unet, 7)).toThrow(/No cross-attention layer has maps of 7 places/);
  });
});

describe.each(unetFixtures().filter(({ name }) => name.startsWith('torchscript14')))(
  'the graphs of $name at a size whose maps are too big to keep',
  (fixture) => {
    it('edit block by block as with whole maps', async () => {
      const work = temporaryFolder();
      const { expected } = fixture;
      const latent = { ...expected.latent, height: 48, width: 48 };
      const unet = await normalisedUNet({ ...fixture, expected: { ...expected, latent } }, work);
      const run = (graph: Graph, latents: Tensor, context: Tensor) =>
        runGraph(graph, work, expected.timestep, latents, context, {});
      const [source, target] = [1, 2].map((seed) => {
        const values = Float32Array.from({ length: 4 * 48 * 48 }, (_, i) => Math.sin(seed * i));
        return tensor(values, [1, 4, 48, 48]);
      });
      const { nullEmbedding, sourceContext, targetContexts } = expected.edits[0]!;

      const step = { targets: 1, crossAttention: false, observedTokens: 0 };
      const plain = editingGraph(unet, { ...step, selfAttentionMaxTokens: 0 });
      expect(plain.nodes.map(({ op }) => op)).toContain('Scan');
      const apart = concatRows([nullEmbedding, targetContexts]);
      const prediction = (await run(plain, target!, apart)).out_sample!;
      const whole = [
        (await run(unet, target!, nullEmbedding)).out_sample!,
        (await run(unet, target!, targetContexts)).out_sample!,
      ];
      expect(relativeError(prediction, concatRows(whole))).toBeLessThan(1e-5);

      // The biggest maps are lent too: a target that is the source in all else becomes the source.
      const lent = await run(
        editingGraph(unet, { ...step, selfAttentionMaxTokens: 1e9 }),
        concatRows([source!, source!]),
        concatRows([nullEmbedding, sourceContext, sourceContext]),
      );
      const own = (await run(unet, source!, sourceContext)).out_sample!;
      expect(relativeError(rowsOf(lent.out_sample!, 1, 2), own)).toBeLessThan(1e-5);
    });
  },
);

type Feeds = Record<string, Tensor>;

async function runGraph(
  graph: Graph,
  work: string,
  timestep: number,
  latents: Tensor,
  context: Tensor,
  more: Feeds,
): Promise<Feeds> {
  const session = await ort.InferenceSession.create(serializeGraph(graph), {
    logSeverityLevel: 3,
    extra: { session: { model_external_initializers_file_folder_path: work } },
  });
  const dims = graph.dimsOf('timestep');
  const feeds: Record<string, ort.Tensor> = {
    timestep:
      graph.typeOf('timestep').type === 'int64'
        ? new ort.Tensor('int64', [BigInt(timestep)], dims)
        : new ort.Tensor('float32', [timestep], dims),
  };
  const tensors = { sample: latents, encoder_hidden_states: context, ...more };
  for (const [name, value] of Object.entries(tensors))
    feeds[name] = new ort.Tensor('float32', value.data, value.dims);
  const outputs = await session.run(feeds);
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data, dims }]) => {
      if (!(data instanceof Float32Array)) throw new TypeError(`${name} is not float32`);
      return [name, tensor(data, dims)];
    }),
  );
}
