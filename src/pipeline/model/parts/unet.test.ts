import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../test/temporary.ts';
import {
  FUSED_ATTENTION,
  relativeError,
  type UNetFixture,
  unetFixtures,
} from '../../../../test/unet-fixtures.ts';
import { concatRows } from '../../tensor.ts';
import { UNet } from './unet.ts';

/** What is about the cache itself takes another one. */
let cache = temporaryFolder();

/** With the fixture's one null embedding for every target. */
function stepOf({ nullEmbedding, ...edit }: UNetFixture['expected']['edits'][number]) {
  const targets = edit.targetLatents.dims[0]!;
  const nullEmbeddings = concatRows(Array.from({ length: targets }, () => nullEmbedding));
  return { ...edit, nullEmbeddings };
}

function open({ expected, folder }: UNetFixture, modelPath = join(folder, 'model.onnx')): UNet {
  const { blendMap, selfAttentionMaxTokens, latent, tokens, embeddingWidth } = expected;
  return new UNet(
    { modelPath, fingerprint: expected.name, latent, tokens, embeddingWidth },
    { selfAttentionMaxTokens, observedTokens: blendMap.height * blendMap.width },
    cache,
  );
}

/** What rounding a source to half precision may change in networks of random weights. */
const HALF = 5e-3;

const fixtures = unetFixtures();
const [first] = fixtures;
if (!first) throw new Error('test/fixtures/unets is empty');
const external = fixtures.find(({ name }) => name === 'dynamo18-sdpa') ?? first;

describe.each(fixtures)('the noise predictor of $name', (fixture) => {
  // A half-precision export rounds the scale 1/√d of its attentions too.
  const tolerance = fixture.expected.weights === 'fp16' ? 1e-3 : 1e-4;
  const { expected } = fixture;
  const { timestep } = expected;

  it('agrees with PyTorch in every method', async () => {
    const unet = open(fixture);
    const { sample, context, prediction } = expected.forward;
    const close = (error: number) => expect(error).toBeLessThan(tolerance);
    close(relativeError(await unet.predict(sample, timestep, context), prediction));

    const { observe, nullText } = expected;
    const observation = await unet.observe(observe.latent, timestep, observe.context);
    close(relativeError(observation.prediction, observe.prediction));
    close(relativeError(observation.attention, observe.attention));

    const step = await unet.nullText(nullText.latent, timestep);
    close(relativeError(await step.predict(nullText.nullEmbedding), nullText.prediction));
    const { loss, gradient } = await step.gradient(nullText);
    close(Math.abs(loss / nullText.loss - 1));
    close(relativeError(gradient, nullText.gradient) / 10);

    for (const edit of expected.edits.slice(0, 2)) {
      const edited = await unet.edit({ ...stepOf(edit), timestep, observe: true });
      close(relativeError(edited.unconditional!, edit.expected.unconditional));
      close(relativeError(edited.conditional, edit.expected.conditional));
      if (!edited.attention) throw new Error('the maps were asked for');
      close(relativeError(edited.attention, edit.expected.attention));
    }
    await unet.close();
  });

  it('edits the same on a source that was kept, in half precision, without running it', async () => {
    const unet = open(fixture);
    const step = { ...stepOf(expected.edits[1]!), timestep, observe: true };
    const run = await unet.edit({ ...step, replaceSelfAttention: true, keepSource: true });
    const kept = { kept: run.sourceLook!, replaceSelfAttention: true };
    const again = await unet.edit({ ...step, ...kept });
    expect(again.rows).toBe(run.rows - 1);
    expect(relativeError(again.conditional, run.conditional)).toBeLessThan(HALF);
    expect(relativeError(again.unconditional!, run.unconditional!)).toBeLessThan(1e-5);
    expect(relativeError(again.attention!, run.attention!)).toBeLessThan(HALF);
    await unet.close();
  });
});

const { timestep, forward, edits } = external.expected;
const predict = (unet: UNet) => unet.predict(forward.sample, timestep, forward.context);

describe('the noise predictor', () => {
  it('drops the source row once nothing looks at it', async () => {
    const unet = open(external);
    const step = { ...stepOf(edits[1]!), timestep, observe: false, replaceSelfAttention: false };
    expect((await unet.edit(step)).rows).toBe(5);
    const closed = await unet.edit({ ...step, crossAttention: null });
    expect(closed).toMatchObject({ rows: 4, attention: null });
    await unet.close();
  });

  it('runs the source where what was kept is not all that the step looks at', async () => {
    const unet = open(external);
    const step = { ...stepOf(edits[1]!), timestep, observe: true, replaceSelfAttention: true };
    const apart = {
      crossAttention: { ...step, observe: false, replaceSelfAttention: false },
      replaceSelfAttention: { ...step, observe: false, crossAttention: null },
      observe: { ...step, replaceSelfAttention: false, crossAttention: null },
    };
    for (const some of Object.values(apart)) {
      const run = await unet.edit({ ...some, keepSource: true });
      const kept = run.sourceLook!;
      const again = await unet.edit({ ...some, kept });
      expect(again.rows).toBe(4);
      expect(relativeError(again.conditional, run.conditional)).toBeLessThan(HALF);
      if (run.attention) expect(relativeError(again.attention!, run.attention)).toBeLessThan(HALF);
      expect((await unet.edit({ ...step, kept })).rows).toBe(5);
    }
    const { sourceLook } = await unet.edit({ ...apart.crossAttention, keepSource: true });
    expect((await unet.edit({ ...apart.observe, kept: sourceLook! })).rows).toBe(4);
    expect((await unet.edit(step)).sourceLook).toBeNull();
    await unet.close();
  });

  it('predicts the source too where it is asked for, whatever the windows', async () => {
    const unet = open(external);
    for (const edit of edits.slice(0, 2)) {
      const step = { ...stepOf(edit), timestep, observe: false };
      const without = await unet.edit(step);
      expect(without.source).toBeNull();
      const asked = await unet.edit({ ...step, predictSource: true });
      const alone = await unet.predict(step.sourceLatent, timestep, step.sourceContext);
      expect(relativeError(asked.source!, alone)).toBeLessThan(1e-5);
      expect(relativeError(asked.conditional, without.conditional)).toBeLessThan(1e-5);
      expect(relativeError(asked.unconditional!, without.unconditional!)).toBeLessThan(1e-5);
    }
    await unet.close();
  });

  it('has no unconditional rows where nothing is guided away from them', async () => {
    const unet = open(external);
    for (const edit of edits.slice(0, 2)) {
      const step = { ...stepOf(edit), timestep, observe: true, predictSource: true };
      const guided = await unet.edit(step);
      const unguided = await unet.edit({ ...step, nullEmbeddings: null });
      expect(unguided.unconditional).toBeNull();
      expect(unguided.rows).toBe(guided.rows - step.targetLatents.dims[0]!);
      expect(relativeError(unguided.conditional, guided.conditional)).toBeLessThan(1e-5);
      expect(relativeError(unguided.source!, guided.source!)).toBeLessThan(1e-5);
      expect(relativeError(unguided.attention!, guided.attention!)).toBeLessThan(1e-5);
    }
    await unet.close();
  });

  it('gives the same bits every time', async () => {
    const unet = open(external);
    const once = await predict(unet);
    expect(await predict(unet)).toEqual(once);
    await unet.close();
  });

  it('lets the event loop turn before a run, so that a cancellation is seen', async () => {
    const unet = open(external);
    await predict(unet);
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    await predict(unet);
    expect(turned).toBe(true);
    await unet.close();
  });
});

describe('what the noise predictor is compiled to', () => {
  beforeEach(() => {
    cache = temporaryFolder();
  });

  it('is compiled once and reused', async () => {
    const unet = open(external);
    const once = await predict(unet);
    await unet.close();
    const entry = join(cache, readdirSync(cache)[0]!);
    const times = () => readdirSync(entry).map((name) => statSync(join(entry, name)).mtimeMs);
    const before = times();

    const again = open(external);
    expect(await predict(again)).toEqual(once);
    expect(times()).toEqual(before);
    // A graph that the first one did not need is made from the same entry.
    await again.predict(forward.sample, timestep, forward.context);
    await again.nullText(edits[0]!.sourceLatent, timestep);
    expect(readdirSync(cache)).toHaveLength(1);
    await again.close();
  });

  it.each(['predict-2.onnx', 'unet.onnx', 'model.onnx_data'])(
    'makes a damaged %s of the cache again',
    async (name) => {
      // The weights of the model itself are linked into the cache: damage a copy.
      const model = join(cache, 'model');
      cpSync(external.folder, model, { recursive: true });
      const unet = open(external, join(model, 'model.onnx'));
      const once = await predict(unet);
      await unet.close();

      const entry = join(cache, readdirSync(cache).find((found) => found !== 'model')!);
      rmSync(join(entry, 'predict-2.onnx'), { force: name !== 'predict-2.onnx' });
      rmSync(join(entry, name), { force: true });
      writeFileSync(join(entry, name), 'damaged');

      const again = open(external, join(model, 'model.onnx'));
      expect(await predict(again)).toEqual(once);
      await again.close();
    },
  );

  it('removes what a process that was killed while compiling left behind', async () => {
    const [old, recent] = ['old.partial', 'recent.partial'].map((name) => join(cache, name));
    for (const folder of [old!, recent!]) mkdirSync(folder);
    const twoDaysAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
    utimesSync(old!, twoDaysAgo, twoDaysAgo);
    const unet = open(external);
    await predict(unet);
    await unet.close();
    expect(readdirSync(cache)).not.toContain('old.partial');
    expect(readdirSync(cache)).toContain('recent.partial');
  });

  it('survives two processes that compile at once', async () => {
    const script = `
      import { unetFixtures } from './test/unet-fixtures.ts';
      import { CompiledUNet } from './src/pipeline/model/compile.ts';
      const { folder, expected } = unetFixtures().find(({ name }) => name === '${external.name}');
      const target = { ...expected, modelPath: folder + '/model.onnx', fingerprint: expected.name };
      await new CompiledUNet(target, process.argv[1]).path({ kind: 'predict', rows: 2 });
    `;
    const root = join(import.meta.dirname, '..', '..', '..', '..');
    const compile = () =>
      once(
        spawn(process.execPath, ['--input-type=module', '-e', script, cache], { cwd: root }),
        'exit',
      );
    expect(await Promise.all([compile(), compile()])).toEqual([
      [0, null],
      [0, null],
    ]);
    expect(readdirSync(cache)).toHaveLength(1);
    const unet = open(external);
    expect(relativeError(await predict(unet), forward.prediction)).toBeLessThan(1e-4);
    await unet.close();
  });

  describe('refuses with one sentence', () => {
    const copy = () => {
      const model = join(cache, 'model');
      cpSync(external.folder, model, { recursive: true });
      for (const name of readdirSync(model)) chmodSync(join(model, name), 0o644);
      return model;
    };

    it('a missing model', async () => {
      const unet = open(external, join(cache, 'nowhere', 'model.onnx'));
      await expect(predict(unet)).rejects.toThrow(/nowhere\/model\.onnx/);
    });

    it('a truncated model', async () => {
      const path = join(copy(), 'model.onnx');
      truncateSync(path, 50_000);
      await expect(predict(open(external, path))).rejects.toThrow(
        /model\.onnx \(50000 bytes\) is truncated/,
      );
    });

    it('missing weights', async () => {
      const model = copy();
      rmSync(join(model, 'model.onnx_data'));
      const unet = open(external, join(model, 'model.onnx'));
      await expect(predict(unet)).rejects.toThrow(/model\.onnx_data, which is missing/);
    });

    it('truncated weights', async () => {
      const model = copy();
      truncateSync(join(model, 'model.onnx_data'), 1000);
      const unet = open(external, join(model, 'model.onnx'));
      await expect(predict(unet)).rejects.toThrow(/model\.onnx_data is truncated/);
    });

    it('a fused attention', async () => {
      const unet = open(external, join(FUSED_ATTENTION, 'model.onnx'));
      await expect(predict(unet)).rejects.toThrow(/Attention ".*", a fused attention/);
    });

    it('a cache that cannot be written', async () => {
      copyFileSync(import.meta.filename, join(cache, 'file'));
      cache = join(cache, 'file');
      await expect(predict(open(external))).rejects.toThrow(
        /Cannot keep compiled graphs in .*set WORDBRUSH_CACHE/,
      );
    });
  });
});
