import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import type { EditMethod, EditSpec, PromptToPromptSpec } from '../edit-types.ts';
import type {
  EditOptions,
  InvertOptions,
  JobOptions,
  LearnOptions,
  ModelOptions,
  Subject,
} from '../types.ts';
import { PipelineClient } from './supervisor.ts';

/** Every key there is, so that a key which is added to a contract must be added here. */
type All<Contract> = Required<Contract>;
type SpecOf<Method extends EditMethod> = Method extends 'prompt-to-prompt' | 'infedit'
  ? PromptToPromptSpec
  : Extract<EditSpec, { method: Method }>;

const subject: All<Subject> = {
  name: 'Milo',
  className: 'dog',
  fingerprint: 'echo',
  lora: null,
  embedding: Uint8Array.of(6),
  report: { method: 'textual-inversion', steps: 9, seconds: 1, loss: 0.1, pictures: 3 },
};
const invertOptions: All<Omit<InvertOptions, keyof JobOptions>> = {
  previews: true,
  method: 'null-text',
  steps: 12,
  innerSteps: 3,
  tolerance: 1e-4,
  optimizer: 'adam',
  guidanceScale: 3,
  fit: 'fit',
  subjects: [subject],
};
const editOptions: All<Omit<EditOptions, keyof JobOptions>> = {
  previews: true,
  isAsDrawn: true,
  subjects: [subject],
};
const learnOptions: All<Omit<LearnOptions, keyof JobOptions>> = {
  previews: true,
  method: 'textual-inversion',
  steps: 9,
  rank: 4,
  learningRate: 1e-3,
  priorWeight: 0.5,
  seed: 7,
};
const words = { source: 'cat', target: 'dog' };
const loras = [{ name: 'ink', scale: 0.8 }] as const;
const followed = {
  targetPrompt: 'a dog',
  guidanceScale: 5,
  seed: 7,
  loras,
  weights: [{ words: 'dog', factor: 2 }],
  weighing: 'attention',
  strength: 0.6,
  crossWindow: [0, 0.8],
  wordWindows: [{ words: 'dog', window: [0.1, 0.4] }],
  selfWindow: [0, 0.4],
  blend: { ...words, subtract: words, start: 0.2, threshold: 0.3 },
  align: 'refine',
} as const;
const trained = {
  targetPrompt: 'a dog',
  sentence: 'make it a dog',
  isCaptioned: true,
  picture: Uint8Array.of(6, 7),
  loras,
  guidanceScale: 5,
  seed: 7,
  strength: 0.6,
  steps: 12,
} as const;
const specs: { readonly [Method in EditMethod]: All<SpecOf<Method>> } = {
  'prompt-to-prompt': { method: 'prompt-to-prompt', ...followed },
  infedit: { method: 'infedit', ...followed },
  sdedit: {
    method: 'sdedit',
    targetPrompt: 'a dog',
    guidanceScale: 5,
    seed: 7,
    loras,
    strength: 0.6,
  },
  diffedit: {
    method: 'diffedit',
    targetPrompt: 'a dog',
    guidanceScale: 5,
    seed: 7,
    loras,
    threshold: 0.2,
    repeats: 4,
    ratio: 0.9,
  },
  'fast-diffedit': {
    method: 'fast-diffedit',
    targetPrompt: 'a dog',
    guidanceScale: 5,
    seed: 7,
    loras,
    threshold: 0.2,
    repeats: 4,
    strength: 0.8,
  },
  inpaint: {
    method: 'inpaint',
    targetPrompt: 'a dog',
    guidanceScale: 5,
    seed: 7,
    loras,
    mask: { picture: Uint8Array.of(4, 5) },
    threshold: 0.2,
    strength: 1,
  },
  instruct: { method: 'instruct', ...trained, imageGuidance: 2 },
  fill: { method: 'fill', ...trained, mask: 'contrast', threshold: 0.2 },
  imagic: {
    method: 'imagic',
    targetPrompt: 'a dog',
    guidanceScale: 5,
    seed: 7,
    loras,
    strength: 0.6,
    embeddingSteps: 3,
    tuningSteps: 4,
  },
};
const model: All<ModelOptions> = {
  loras: [{ file: 'style.safetensors', scale: 0.8, name: 'ink' }],
  blockedWords: ['tiger'],
  attentionMiB: 8,
};
const image = Uint8Array.of(1, 2, 3);

describe('one of everything, through a real child', () => {
  let folder: string;
  let client: PipelineClient;
  beforeAll(async () => {
    folder = temporaryFolder();
    const worker = new URL('fixtures/echo-worker.ts', import.meta.url);
    client = new PipelineClient({ folder, worker, ...model });
  });
  afterAll(async () => {
    await client.close();
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

  it('arrives as it was sent: what is to be learned, and of whom words are to be read', async () => {
    const learned = await client.learn([image, image], 'Milo', 'dog', learnOptions);
    expect(await given()).toEqual({
      ...{ images: [image, image], name: 'Milo', className: 'dog', options: learnOptions },
    });
    expect(learned).toMatchObject({ lora: Uint8Array.of(1), embedding: Uint8Array.of(2) });
    const inversion = await client.invert(image, 'a cat');
    await client.words(inversion, { subjects: [subject] });
    expect(await given()).toEqual({ inversion, options: { subjects: [subject] } });
  });

  it('comes back as it was made', async () => {
    const inversion = await client.invert(image, 'a cat');
    expect(inversion).toMatchObject({ picture: image, report: { vaePsnr: Infinity, psnr: 30 } });
    const picture = { width: 1, height: 1, data: Uint8Array.of(7, 8, 9) };
    expect(await client.edit(inversion, [])).toMatchObject([{ picture, mask: picture }]);
    expect(await client.words(inversion)).toEqual([{ word: 'cat', map: inversion.attention }]);
    expect(await given()).toEqual({ inversion, options: {} });
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
