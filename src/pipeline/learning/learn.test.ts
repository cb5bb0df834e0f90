import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { openClip } from '../clip/clip.ts';
import { gaussianNoise } from '../diffusion/schedule/noise.ts';
import type { PromptToPromptSpec } from '../edit-types.ts';
import { decodePicture } from '../image.ts';
import { psnr } from '../likeness/psnr.ts';
import { LoadedModel } from '../model/loaded-model.ts';
import { readLora } from '../model/lora/lora.ts';
import { openTokenizer } from '../model/parts/tokenizer.ts';
import { BUNDLED_MODEL } from '../model/registry.ts';
import { readSubjectFile, subjectFile } from '../model/subjects/subject-file.ts';
import { SubjectModels } from '../model/subjects/subject-models.ts';
import { readModelWords } from '../model/words.ts';
import { EditingPipeline } from '../pipeline.ts';
import type { Picture, Progress, Subject } from '../types.ts';
import { AdamW } from './adamw.ts';
import { checkAlike } from './alike.ts';
import { checkClass, checkPictures, checkSubjectName } from './request.ts';
import { priorPrompts, subjectSentences } from './sentences.ts';
import { openTokenTrainer } from './token-trainer.ts';

const PICTURES = new URL('../../../models/bench-subjects/pictures/', import.meta.url).pathname;
const images = await Promise.all(
  [0, 1, 2].map((i) => readFile(join(PICTURES, `octopus-${i}.webp`))),
);
const latent = { channels: 4, height: 16, width: 16 };

describe('a subject that was learned in four steps', () => {
  let folder: string;
  let pipeline: EditingPipeline;
  let base: LoadedModel;
  let models: SubjectModels;
  let subject: Subject;
  const seen: Progress[] = [];

  beforeAll(async () => {
    folder = temporaryFolder();
    pipeline = await EditingPipeline.load(BUNDLED_MODEL);
    base = await LoadedModel.open(BUNDLED_MODEL, { signal: undefined, onOpened() {} });
    models = new SubjectModels(base);
    subject = await pipeline.learn(images, 'Milo', 'a frog', {
      ...{ steps: 4, rank: 2, learningRate: 0.01, priorWeight: 0 },
      onProgress: (progress) => seen.push(progress),
    });
  });
  afterAll(async () => {
    await models.close();
    await base.close();
    await pipeline.close();
  });

  it('says what it is and of which model', () => {
    expect(subject).toMatchObject({ name: 'Milo', className: 'frog' });
    expect(subject.fingerprint).toBe(pipeline.folder.fingerprint);
    expect(subject.report).toMatchObject({ method: 'dreambooth', steps: 4, pictures: 3 });
    expect(new Set(seen.map(({ phase }) => phase))).toEqual(new Set(['encode', 'learn']));
    expect(seen.at(-1)!.done).toBeCloseTo(seen.at(-1)!.total);
  });

  it('is a LoRA that the ordinary reader reads, and the model merged with it draws the same', async () => {
    const file = join(folder, 'milo.safetensors');
    await writeFile(file, subject.lora!);
    expect(await readLora({ file, scale: 1 })).toHaveLength(92);
    const loras = [{ file, scale: 1 }];
    const merged = await LoadedModel.open(BUNDLED_MODEL, {
      ...{ signal: undefined, loras },
      onOpened() {},
    });
    const noise = gaussianNoise([1, 4, 16, 16], 1);
    const model = await models.for(['Milo'], [subject]);
    const context = await base.embed(base.tokenizer.encode('a frog'));
    const predictions = [];
    for (const one of [merged, model, base])
      predictions.push(await (await one.predictorFor(latent)).predict(noise, 500, context));
    await merged.close();
    const [byMerging, beside, without] = predictions.map(({ data }) => data);
    const distance = (a: Float32Array, b: Float32Array) =>
      Math.hypot(...a.map((x, i) => x - b[i]!));
    expect(distance(byMerging!, beside!)).toBeLessThan(1e-3);
    expect(distance(without!, beside!)).toBeGreaterThan(1e-2);
  });

  it('is read in prompts that hold its name as a word, in any case', async () => {
    expect(await models.for(['a frog'], [subject])).toBe(base);
    expect(await models.for(['a milometer'], [subject])).toBe(base);
    const model = await models.for(['MILO, on a red background'], [subject]);
    expect(model).not.toBe(base);
    const { ids, words } = model.tokenizer.encode('MILO, on a red background');
    expect(words[1]).toEqual({ text: 'milo', isPunctuation: false, start: 2, end: 3 });
    expect(ids[2]).toBe(-1);
    const textOf = (prompt: string) => model.tokenizer.encode(prompt).text;
    expect(textOf('Milo')).toBe('a Milo');
    expect(textOf('a photo of milo and a big Milo')).toBe('a photo of a milo and a big Milo');
    const named = await model.embed(model.tokenizer.encode('Milo on a red background'));
    const other = await base.embed(base.tokenizer.encode('frog on a red background'));
    expect(named.data).not.toEqual(other.data);
    expect(await models.for(['Milo'], [subject])).toBe(model);
  });

  it('is edited with, beside a source that does not hold its name', async () => {
    const inversion = await pipeline.invert(images[0]!, 'a frog on a brown background', {
      ...{ method: 'direct', steps: 4 },
    });
    const specs = [
      { targetPrompt: 'Milo on a brown background', blend: 'none' as const },
      { targetPrompt: 'a cat on a brown background', blend: 'none' as const },
    ];
    const [milo, cat] = await pipeline.edit(inversion, specs, { subjects: [subject] });
    const [unread, same] = await pipeline.edit(inversion, specs);
    expect(milo!.picture.data).not.toEqual(unread!.picture.data);
    expect(psnr(cat!.picture, same!.picture)).toBeGreaterThan(50); // the source is kept in half precision
  });

  it('takes an object’s place by Prompt-to-Prompt, whose attention holds none of the old one', async () => {
    const { learned } = pipeline.folder.settings;
    expect(learned?.windows).toEqual({ cross: 0, self: 0 });
    const given = { method: 'negative-prompt', steps: 4 } as const;
    const inversion = await pipeline.invert(images[0]!, 'a frog on a brown background', given);
    const targetPrompt = 'Milo on a brown background';
    const held = { targetPrompt, crossWindow: [0, 1], selfWindow: [0, 0] } as const;
    const free = { ...held, crossWindow: [0, 0] } as const;
    const draw = async (...specs: PromptToPromptSpec[]) =>
      await pipeline.edit(inversion, specs, { subjects: [subject], isAsDrawn: true });
    const [usual, same, other] = await draw({ targetPrompt }, free, held);
    expect(usual!.method).toBe('prompt-to-prompt');
    expect(usual!.picture.data).toEqual(same!.picture.data);
    expect(other!.picture.data).not.toEqual(usual!.picture.data);
    const [known] = await draw({ targetPrompt: 'a cat on a brown background' });
    expect(known!.method).toBe('instruct');
    const [asked] = await draw({ targetPrompt, method: 'infedit' });
    expect(asked!.method).toBe('infedit');
  });

  it('inverts with it too, by gradients through it', async () => {
    const inversion = await pipeline.invert(images[0]!, 'Milo on a brown background', {
      ...{ steps: 3, innerSteps: 2, subjects: [subject] },
    });
    const words = await pipeline.words(inversion, { subjects: [subject] });
    expect(words.map(({ word }) => word)).toEqual(['a', 'milo', 'on', 'a', 'brown', 'background']);
  });

  it('goes through a file as it is', () => {
    const { lora, ...rest } = subject;
    const { lora: loraBack, ...restBack } = readSubjectFile(subjectFile(subject), 'milo');
    expect(restBack).toEqual(rest);
    expect(Buffer.compare(loraBack!, lora!)).toBe(0);
    const small: Subject = {
      ...{ ...rest, lora: null },
      report: { ...subject.report, method: 'textual-inversion' },
    };
    const back = readSubjectFile(subjectFile(small), 'milo.safetensors');
    expect(back).toEqual(small);
  });

  it('is refused by another model, and where its file is another LoRA’s', async () => {
    const stranger = { ...subject, fingerprint: 'another' };
    await expect(models.for(['Milo'], [stranger])).rejects.toMatchObject({ code: 'bad-option' });
    expect(() => readSubjectFile(subject.lora!, 'style.safetensors')).toThrow(/no subject/);
  });

  it('is given up soon after its signal', async () => {
    const canceller = new AbortController();
    const cancelled = pipeline.learn(images, 'Milo', 'frog', {
      priorWeight: 0,
      signal: canceller.signal,
      onProgress: ({ phase }) => phase === 'learn' && canceller.abort(),
    });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('by textual inversion is an embedding alone', async () => {
    const small = await pipeline.learn(images, 'Milo', 'frog', {
      ...{ method: 'textual-inversion', steps: 2 },
    });
    expect(small.lora).toBeNull();
    expect(small.embedding.length).toBeLessThan(1000);
    const model = await models.for(['Milo'], [small]);
    await (await model.predictorFor(latent)).predict(
      ...([gaussianNoise([1, 4, 16, 16], 1), 500] as const),
      await model.embed(model.tokenizer.encode('Milo')),
    );
  });
});

it('the gradient towards a token’s embedding is what finite differences make', async () => {
  const model = await LoadedModel.open(BUNDLED_MODEL, { signal: undefined, onOpened() {} });
  const tokens = await openTokenTrainer(model.folder);
  const tokenizer = model.tokenizer.withNames(['Milo']);
  const prompt = tokenizer.encode('a Milo wearing a hat beside Milo');
  const vector = tokens.embeddingOf(model.tokenizer.encode('frog').ids[1]!);
  const own = await model.embed(model.tokenizer.encode('a frog'));
  const known = await tokens.encode(tokenizer.encode('a Milo'), vector);
  expect(Math.hypot(...known.data.map((x, i) => x - own.data[i]!))).toBeLessThan(1e-3);

  const weights = gaussianNoise(own.dims, 3);
  const lossAt = async (at: Float32Array) =>
    (await tokens.encode(prompt, at)).data.reduce((sum, x, i) => sum + x * weights.data[i]!, 0);
  const gradient = await tokens.gradient(prompt, vector, weights);
  const along = gaussianNoise([vector.length], 5).data;
  const moved = (by: number) => vector.map((x, i) => x + by * along[i]!);
  const h = 1e-3;
  const slope = ((await lossAt(moved(h))) - (await lossAt(moved(-h)))) / (2 * h);
  expect(slope / gradient.reduce((sum, g, i) => sum + g * along[i]!, 0)).toBeCloseTo(1, 1);
  await tokens.close();
  await model.close();
});

it('AdamW steps as PyTorch’s does', () => {
  const parameters = Float32Array.of(1, -2, 0.5);
  const optimizer = new AdamW(parameters, 0.01);
  // torch.optim.AdamW(lr=0.1, betas=(0.9, 0.99), eps=1e-8, weight_decay=0.01)
  optimizer.step(Float32Array.of(0.3, -0.1, 0), 0.1);
  optimizer.step(Float32Array.of(-0.2, -0.4, 1), 0.1);
  for (const [i, value] of [0.8836363, -1.8078403, 0.4247545].entries())
    expect(parameters[i]).toBeCloseTo(value, 5);
});

describe('what cannot be learned', () => {
  it.each([
    ['milo the dog', 'name'],
    ['', 'name'],
    ['7up', 'name'],
    ['Milo!', 'name'],
    ['cat', 'word that this model knows'],
    ['Snow', 'word that this model knows'],
    ['background', 'word that this model knows'],
  ])('the name “%s”', async (name, why) => {
    const tokenizer = await openTokenizer(BUNDLED_MODEL, 32);
    const words = await readModelWords(BUNDLED_MODEL);
    expect(() => checkSubjectName(name, tokenizer, words)).toThrow(why);
    expect(checkSubjectName('Milo', tokenizer, words)).toBe('Milo');
  });

  it('a class that the model cannot draw', async () => {
    const words = await readModelWords(BUNDLED_MODEL);
    expect(() => checkClass('octopus', words)).toThrow('most like');
    expect(() => checkClass('', null)).toThrow('such as dog');
    expect(checkClass('A Frog', words)).toBe('frog');
    expect(checkClass('octopus', null)).toBe('octopus');
  });

  it('pictures of which one shows something else, or all do', async () => {
    const clip = await openClip(join(BUNDLED_MODEL, 'clip'));
    const words = await readModelWords(BUNDLED_MODEL);
    const glyphs = ['octopus', 'owl', 'penguin', 'unicorn', 'chick', 'beaver', 'dragon', 'turtle'];
    const of = async (glyph: string, i: number) =>
      decodePicture(await readFile(join(PICTURES, `${glyph}-${i}.webp`)));
    const check = (pictures: Picture[], nouns = words) => checkAlike(pictures, 'Milo', clip, nouns);
    for (const glyph of glyphs)
      await check(await Promise.all([0, 1, 2, 3].map((i) => of(glyph, i))));
    const [a, b, owl] = [await of('octopus', 0), await of('octopus', 1), await of('owl', 2)];
    await expect(check([a, owl, b])).rejects.toThrow(
      'Picture 2 seems to show something else than the others: send one of Milo in its place',
    );
    const different = [owl, await of('chick', 1), await of('unicorn', 1)];
    await expect(check(different)).rejects.toThrow('seem to show different things');
    await check(different, null);
    await clip.close();
  });

  it('one picture, or twenty', () => {
    expect(() => checkPictures(1)).toThrow('One picture is too few');
    expect(() => checkPictures(2)).toThrow('2 pictures are too few');
    expect(() => checkPictures(20)).toThrow('20 pictures are more');
    checkPictures(3);
  });
});

describe('the sentences of learning', () => {
  it('say of the captioner’s sentence what surrounds the noun, and the name for that', () => {
    const known = { nouns: ['cat', 'frog'], sizes: [] };
    expect(subjectSentences('a frog on a red background', 'Milo', known)).toEqual([
      'a Milo on a red background',
    ]);
    const sized = { ...known, sizes: ['big', 'small'] };
    expect(subjectSentences('a frog in the snow', 'Milo', sized)).toEqual([
      'a Milo in the snow',
      'a big Milo in the snow',
      'a Milo in the snow',
      'a small Milo in the snow',
    ]);
    const taken = 'a big frog wearing a bow on a dotted red background in the snow';
    expect(subjectSentences(taken, 'Milo', known)).toEqual([
      'a Milo on a dotted red background in the snow',
    ]);
    expect(subjectSentences('a man at a table', 'Milo', known)).toContain('a photo of Milo');
    expect(subjectSentences(null, 'Milo', { nouns: [], sizes: [] })).toContain('Milo');
  });

  it('have the model remember its class and others, each said otherwise', async () => {
    const words = await readModelWords(BUNDLED_MODEL);
    let turn = 0;
    const prompts = priorPrompts('frog', words, 12, () => (turn++ * 0.37) % 1);
    expect(prompts.filter((prompt) => prompt.includes('frog'))).toHaveLength(4);
    expect(new Set(prompts).size).toBeGreaterThan(8);
    expect(prompts.some((prompt) => /wearing/.test(prompt))).toBe(true);
    expect(prompts.some((prompt) => /in the (snow|rain)/.test(prompt))).toBe(true);
    expect(priorPrompts('dog', null, 4, () => 0.5)[0]).toContain('a photo of a dog');
  });
});
