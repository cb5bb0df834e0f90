import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EditSpec } from '../edit-types.ts';
import { psnr } from '../likeness/psnr.ts';
import { EditingPipeline } from '../pipeline.ts';
import type { Inversion, Progress } from '../types.ts';

const MODEL = new URL('../../../models/emoji-world', import.meta.url).pathname;
const STEPS = 4;
const SWAP: EditSpec = {
  targetPrompt: 'a lion on a red background',
  method: 'prompt-to-prompt',
  crossWindow: [0, 0.8],
  selfWindow: [0, 0.4],
  blend: { source: 'cat', target: 'lion' },
};
const CROWN: EditSpec = {
  targetPrompt: 'a cat wearing a crown on a red background',
  method: 'prompt-to-prompt',
  crossWindow: [0, 0.8],
  selfWindow: [0, 0.4],
};

let keeping: EditingPipeline;
let running: EditingPipeline;
let inversion: Inversion;

beforeAll(async () => {
  keeping = await EditingPipeline.load(MODEL);
  running = await EditingPipeline.load(MODEL, { attentionMiB: 0 });
  const image = await readFile(new URL('../fixtures/cat-on-red.png', import.meta.url));
  inversion = await keeping.invert(image, 'a cat on a red background', { steps: STEPS });
});
afterAll(async () => {
  await keeping?.close();
  await running?.close();
});

const drawn = { isAsDrawn: true } as const;

test('a second edit of a picture takes two rows a step, and draws the same picture', async () => {
  const [first] = await keeping.edit(inversion, [SWAP], drawn);
  expect(first!.unetRows).toBe(3 * STEPS);
  const progress: Progress[] = [];
  const onProgress = (one: Progress) => progress.push(one);
  const [second] = await keeping.edit(inversion, [SWAP], { ...drawn, onProgress });
  expect(second!.unetRows).toBe(2 * STEPS);
  expect(psnr(second!.picture, first!.picture)).toBeGreaterThan(50);
  expect(progress.filter(({ phase }) => phase === 'edit')).toHaveLength(STEPS);
  expect(progress.at(-1)!.done).toBe(progress[0]!.total);
});

test('so does another edit, whose windows are no wider', async () => {
  const [kept] = await keeping.edit(inversion, [CROWN], drawn);
  expect(kept!.unetRows).toBe(2 * (STEPS - 1)); // without a blend, nothing looks at the last step
  const [run] = await running.edit(inversion, [CROWN], drawn);
  expect(run!.unetRows).toBe(kept!.unetRows + STEPS - 1);
  expect(psnr(kept!.picture, run!.picture)).toBeGreaterThan(50);
});

test('several pictures of one edit share what is kept', async () => {
  const specs = [0, 1].map((seed) => ({ ...SWAP, seed }));
  const two = await keeping.edit(inversion, specs, drawn);
  expect(two.map(({ unetRows }) => unetRows)).toEqual([4 * STEPS, 4 * STEPS]);
  const [alone] = await running.edit(inversion, [SWAP], drawn);
  expect(psnr(two[0]!.picture, alone!.picture)).toBeGreaterThan(50);
});

test('a pipeline without room for it runs the source again', async () => {
  for (let i = 0; i < 2; i++) {
    const [result] = await running.edit(inversion, [SWAP], drawn);
    expect(result!.unetRows).toBe(3 * STEPS);
  }
});

test('room that is no number is refused', async () => {
  const loading = EditingPipeline.load(MODEL, { attentionMiB: Number.NaN });
  await expect(loading).rejects.toThrow('The attentionMiB is NaN; it must be a number from 0 up.');
});
