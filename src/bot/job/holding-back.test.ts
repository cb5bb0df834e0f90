import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { floatTensor, Graph, writeGraph } from '../../pipeline/graph/index.ts';
import { encodePng } from '../../pipeline/image.ts';
import { openSafetyClassifier, type SafetyClassifier } from '../../pipeline/safety.ts';
import type { Job, Worker } from '../queue/job-queue.ts';
import { openStores, type Stores } from '../store/stores.ts';
import { holdingBack } from './holding-back.ts';

let folder: string;
let stores: Stores;
let classifier: SafetyClassifier;
const label = (id2label: Record<string, string>) =>
  writeFile(join(folder, 'config.json'), JSON.stringify({ id2label }));

/** To this one a picture is the less safe the brighter it is. */
beforeAll(async () => {
  folder = temporaryFolder();
  stores = openStores(':memory:', 60_000);
  const graph = new Graph();
  const pixels = graph.addInput('pixel_values', 'float32', [1, 3, 8, 8]);
  const means = graph.add('Flatten', [graph.add('GlobalAveragePool', [pixels])]);
  const weights = graph.constant(floatTensor([-5, 5, -5, 5, -5, 5], [3, 2]));
  graph.addOutput('logits', graph.add('MatMul', [means, weights]));
  await writeGraph(graph, join(folder, 'model.onnx'));
  await writeFile(join(folder, 'preprocessor_config.json'), '{"size":{"height":8,"width":8}}');
  await label({ 0: 'normal', 1: 'nsfw' });
  classifier = await openSafetyClassifier(join(folder, 'model.onnx'));
});
afterAll(async () => {
  await stores.close();
});

const grey = (shade: number) =>
  encodePng({ width: 16, height: 16, data: new Uint8Array(16 * 16 * 3).fill(shade) });
const jobIn = (channel: string): Job => ({
  id: 'job',
  kind: 'edit',
  thread: 't',
  result: 'r',
  requester: { key: 'k', name: 'n' },
  title: 't',
  message: { place: { platform: 'discord', workspace: 'w', channel }, id: 'm' },
});
const OPTIONS = { signal: new AbortController().signal, onProgress: () => {} };
/** Draws one dark picture and one of the given shade. */
const drawing =
  (shade: number): Worker =>
  async () => {
    await stores.pictures.set('job-0', await grey(10));
    await stores.pictures.set('job-1', await grey(shade));
    return { kind: 'edited', pictures: ['job-0', 'job-1'], drawn: [], seconds: 1 };
  };
const run = (shade: number, channel: string) =>
  holdingBack(drawing(shade), { stores, classifier, threshold: 0.5, channels: ['after-dark'] })(
    jobIn(channel),
    OPTIONS,
  );

describe('a picture that may be unsafe', () => {
  it('is held back with a sentence, and nothing of the job is kept', async () => {
    await expect(run(250, 'general')).rejects.toMatchObject({
      code: 'unsafe',
      message: expect.stringMatching(/was deleted\. Use other words/),
    });
    expect(await stores.pictures.has('job-0')).toBe(false);
    expect(await stores.pictures.has('job-1')).toBe(false);
  });

  it('is shown where the channel allows it', async () => {
    expect(await run(250, 'after-dark')).toMatchObject({ kind: 'edited' });
  });
});

it('hands over what is safe', async () => {
  expect(await run(20, 'general')).toMatchObject({ pictures: ['job-0', 'job-1'] });
  expect(await classifier.unsafety(await grey(20))).toBeLessThan(0.01);
  expect(await classifier.unsafety(await grey(235))).toBeGreaterThan(0.99);
});

it('refuses a classifier that knows nothing unsafe, or is none', async () => {
  await label({ 0: 'cat', 1: 'not_nsfw' });
  const path = join(folder, 'model.onnx');
  await expect(openSafetyClassifier(path)).rejects.toThrow(
    /None of the labels .*\(cat, not_nsfw\)/,
  );
  await writeFile(join(folder, 'config.json'), '{');
  await expect(openSafetyClassifier(path)).rejects.toThrow('does not describe a classifier');
  await rm(join(folder, 'config.json'));
  await expect(openSafetyClassifier(path)).rejects.toThrow('config.json is missing');
});
