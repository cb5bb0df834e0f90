import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  EditMethod,
  EditOptions,
  EditSpec,
  InvertOptions,
  JobOptions,
  ModelOptions,
  PromptToPromptSpec,
} from '../types.ts';
import { PipelineClient } from './supervisor.ts';

/** Every key there is, so that a key which is added to a contract must be added here. */
type All<Contract> = Required<Contract>;
type SpecOf<Method extends EditMethod> = Method extends 'prompt-to-prompt' | 'infedit'
  ? PromptToPromptSpec
  : Extract<EditSpec, { method: Method }>;

const invertOptions: All<Omit<InvertOptions, keyof JobOptions>> = {
  previews: true,
  method: 'null-text',
  steps: 12,
  innerSteps: 3,
  tolerance: 1e-4,
  optimizer: 'adam',
  guidanceScale: 3,
  fit: 'fit',
};
const editOptions: All<Omit<EditOptions, keyof JobOptions>> = { previews: true, isAsDrawn: true };
const words = { source: 'cat', target: 'dog' };
const followed = {
  targetPrompt: 'a dog',
  guidanceScale: 5,
  seed: 7,
  weights: [{ words: 'dog', factor: 2 }],
  strength: 0.6,
  crossWindow: [0, 0.8],
  wordWindows: [{ words: 'dog', window: [0.1, 0.4] }],
  selfWindow: [0, 0.4],
  blend: { ...words, subtract: words, start: 0.2, threshold: 0.3 },
  align: 'refine',
} as const;
const specs: { readonly [Method in EditMethod]: All<SpecOf<Method>> } = {
  'prompt-to-prompt': { method: 'prompt-to-prompt', ...followed },
  infedit: { method: 'infedit', ...followed },
  sdedit: { method: 'sdedit', targetPrompt: 'a dog', guidanceScale: 5, seed: 7, strength: 0.6 },
  diffedit: {
    method: 'diffedit',
    targetPrompt: 'a dog',
    guidanceScale: 5,
    seed: 7,
    threshold: 0.2,
    repeats: 4,
    ratio: 0.9,
  },
  'fast-diffedit': {
    method: 'fast-diffedit',
    targetPrompt: 'a dog',
    guidanceScale: 5,
    seed: 7,
    threshold: 0.2,
    repeats: 4,
    strength: 0.8,
  },
  inpaint: {
    method: 'inpaint',
    targetPrompt: 'a dog',
    guidanceScale: 5,
    seed: 7,
    mask: { picture: Uint8Array.of(4, 5) },
    threshold: 0.2,
    strength: 1,
  },
};
const model: All<ModelOptions> = {
  loras: [{ file: 'style.safetensors', scale: 0.8 }],
  blockedWords: ['tiger'],
};
const image = Uint8Array.of(1, 2, 3);

describe('one of everything, through a real child', () => {
  let folder: string;
  let client: PipelineClient;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wordbrush-'));
    const worker = new URL('fixtures/echo-worker.ts', import.meta.url);
    client = new PipelineClient({ folder, worker, ...model });
  });
  afterAll(async () => {
    await client.close();
    await rm(folder, { recursive: true });
  });
  const given = async () => deserialize(await readFile(join(folder, 'given')));

  it('arrives as it was sent: how the model is opened', async () => {
    await client.invert(image, 'a cat');
    expect(deserialize(await readFile(join(folder, 'loaded')))).toEqual(model);
  });

  it('arrives as it was sent: the options of an inversion', async () => {
    await client.invert(image, 'a cat', invertOptions);
    expect(await given()).toEqual({ image, prompt: 'a cat', options: invertOptions });
  });

  it('arrives as it was sent: every dial of every method', async () => {
    const inversion = await client.invert(image, 'a cat');
    const everything = [
      ...Object.values(specs),
      { targetPrompt: 'a dog', blend: 'none' } as const,
      { ...specs.inpaint, mask: { words: 'cat' } },
    ];
    await client.edit(inversion, everything, editOptions);
    expect(await given()).toEqual({ inversion, specs: everything, options: editOptions });
  });

  it('comes back as it was made', async () => {
    const inversion = await client.invert(image, 'a cat');
    expect(inversion).toMatchObject({ picture: image, report: { vaePsnr: Infinity, psnr: 30 } });
    const picture = { width: 1, height: 1, data: Uint8Array.of(7, 8, 9) };
    expect(await client.edit(inversion, [])).toMatchObject([{ picture, mask: picture }]);
    expect(await client.words(inversion)).toEqual([{ word: 'cat', map: inversion.attention }]);
    expect(await given()).toEqual({ inversion });
    expect(await client.reconstruct(inversion)).toEqual(picture);
    expect(await client.caption(image)).toEqual({ sentence: 'a cat', confidence: 0.5 });
    await client.invert(image, null);
    expect(await given()).toEqual({ image, prompt: null, options: {} });
  });

  it('is refused with a key that nobody knows', async () => {
    const inversion = await client.invert(image, 'a cat');
    const misspelt = { ...specs['prompt-to-prompt'], sead: 7 };
    await expect(client.edit(inversion, [misspelt])).rejects.toThrow(/sead/);
    const options = { ...invertOptions, stepz: 7 };
    await expect(client.invert(image, 'a cat', options)).rejects.toThrow(/stepz/);
    const odd = { ...inversion, extra: 1 };
    await expect(client.words(odd)).rejects.toThrow(/extra/);
  });
});
