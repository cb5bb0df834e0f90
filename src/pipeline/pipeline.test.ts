import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { FitMeter } from './clip/fit.ts';
import { decodePicture, encodePng } from './image.ts';
import { parseInversion, serializeInversion } from './inversion-file/inversion-file.ts';
import { psnr } from './likeness/psnr.ts';
import { EditingPipeline } from './pipeline.ts';
import type { Inversion, Picture, Progress } from './types.ts';

const MODEL = new URL('../../models/emoji-world', import.meta.url).pathname;
const PROMPT = 'a cat on a red background';
/** Few steps: the mathematics is the same, the pictures are rougher. */
const QUICK = { steps: 10, innerSteps: 10 };

let pipeline: EditingPipeline;
let image: Uint8Array;
let inversion: Inversion;
const inverting: Progress[] = [];

beforeAll(async () => {
  image = await readFile(new URL('./fixtures/cat-on-red.png', import.meta.url));
  pipeline = await EditingPipeline.load(MODEL);
  inversion = await pipeline.invert(image, PROMPT, {
    ...QUICK,
    onProgress: (progress) => inverting.push(progress),
  });
});
afterAll(() => pipeline?.close());

/** The picture's rows [from, to) alone, as shares of its height. */
function band({ width, height, data }: Picture, from: number, to: number): Picture {
  const [first, end] = [Math.round(from * height), Math.round(to * height)];
  return { width, height: end - first, data: data.subarray(first * width * 3, end * width * 3) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('an inversion', () => {
  test('redraws the picture nearly as well as the VAE alone', async () => {
    const { psnr: found, vaePsnr } = inversion.report;
    expect(vaePsnr).toBeGreaterThan(24);
    expect(found).toBeGreaterThan(vaePsnr - 2);
  });

  test('is pivotal unless null-text is asked for, by name or by a dial of its own', async () => {
    const { report } = await pipeline.invert(image, PROMPT, { steps: 3 });
    expect(report).toMatchObject({ method: 'pivotal', gradientEvaluations: 0 });
    expect(report.unetEvaluations).toBe(2);
    expect(inversion.report.method).toBe('null-text');
  });

  test('counts its evaluations: T − 1 steps, two or three forward rows each, and the gradients', () => {
    expect(inversion.report.unetEvaluations).toBeGreaterThanOrEqual(2 * 9);
    expect(inversion.report.unetEvaluations).toBeLessThanOrEqual(3 * 9);
    expect(inversion.report.gradientEvaluations).toBeGreaterThan(0);
    expect(inversion.report.gradientEvaluations).toBeLessThanOrEqual(10 * 9);
  });

  test('reports progress that only grows, through its phases, to its end', () => {
    const done = inverting.map((progress) => progress.done);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(inverting.at(-1)).toMatchObject({ phase: 'decode', done: inverting[0]!.total });
    expect([...new Set(inverting.map((progress) => progress.phase))]).toEqual([
      'encode',
      'invert',
      'optimise',
      'decode',
    ]);
  });

  test('shows the picture dissolve and come back, when asked to', async () => {
    const seen: Progress[] = [];
    const onProgress = (progress: Progress) => seen.push(progress);
    await pipeline.invert(image, PROMPT, { steps: 3, innerSteps: 1, onProgress, previews: true });
    const shown = seen.filter(({ preview }) => preview !== undefined);
    expect(shown[0]).toMatchObject({ phase: 'invert', done: 3 });
    expect(await sharp(Buffer.from(shown[0]!.preview!, 'base64')).metadata()).toMatchObject({
      format: 'png',
      width: inversion.latent.width * 8,
    });
    expect(inverting.every(({ preview }) => preview === undefined)).toBe(true);
  });

  test('is the same every time', async () => {
    const options = { steps: 3, innerSteps: 2 };
    const once = await pipeline.invert(image, PROMPT, options);
    const again = await pipeline.invert(image, PROMPT, options);
    expect(again.trajectory.data).toEqual(once.trajectory.data);
    expect(again.nullEmbeddings.data).toEqual(once.nullEmbeddings.data);
  });

  test('by the cheap methods ends where the papers say: direct at the VAE, plain DDIM last', async () => {
    const report = async (method: 'direct' | 'negative-prompt' | 'ddim') =>
      (await pipeline.invert(image, PROMPT, { ...QUICK, method })).report;
    const { psnr: direct, vaePsnr } = await report('direct');
    expect(direct).toBe(vaePsnr);
    const { psnr: ddim } = await report('ddim');
    expect(inversion.report.psnr).toBeGreaterThan(ddim);
    expect((await report('negative-prompt')).psnr).toBeGreaterThan(ddim);
  });

  test('fits a picture of another aspect ratio to whole latent cells', async () => {
    const wide = { width: 160, height: 96, data: new Uint8Array(160 * 96 * 3).fill(200) };
    const fitted = await pipeline.invert(wide, PROMPT, { steps: 2, method: 'direct' });
    const [word] = await pipeline.words(fitted);
    expect(fitted.latent).toMatchObject({ width: 20, height: 12 });
    expect(word!.map.dims).toEqual([12, 20]);
  });
});

describe('an edit', () => {
  test('swaps the animal and leaves the edges of the picture alone', async () => {
    const targetPrompt = 'a lion on a red background';
    const [result] = await pipeline.edit(inversion, [{ targetPrompt }]);
    const source = await decodePicture(inversion.picture);
    expect(result).toMatchObject({ method: 'instruct', sourcePrompt: PROMPT, targetPrompt });
    expect(psnr(result!.picture, source)).toBeLessThan(22);
    const edge = (picture: Picture) => band(picture, 0, 0.06);
    expect(psnr(edge(result!.picture), edge(source))).toBe(Number.POSITIVE_INFINITY);
  });

  test('that changes nothing gives the picture itself, and as drawn the reconstruction', async () => {
    const specs = [{ targetPrompt: PROMPT }];
    const [kept] = await pipeline.edit(inversion, specs);
    const original = await decodePicture(inversion.picture);
    expect(psnr(kept!.picture, original)).toBe(Number.POSITIVE_INFINITY);
    const [drawn] = await pipeline.edit(inversion, specs, { isAsDrawn: true });
    const reconstruction = await pipeline.reconstruct(inversion);
    expect(psnr(drawn!.picture, reconstruction)).toBeGreaterThan(35);
  });

  test('is drawn by what is best at it, where nothing names a method', async () => {
    const draw = { isAsDrawn: true } as const;
    const by = async (targetPrompt: string) =>
      (await pipeline.edit(inversion, [{ targetPrompt }], draw))[0]!.method;
    expect(await by('a cat on a blue background')).toBe('instruct');
    expect(await by('a cat on a red background in the snow')).toBe('instruct');
    expect(await by('a cat wearing a crown on a red background')).toBe('prompt-to-prompt');
  });

  test('brings weather beside another object in two stages, and beside a background in one', async () => {
    const draw = async (targetPrompt: string) =>
      (await pipeline.edit(inversion, [{ targetPrompt }]))[0]!;
    const said = vi.spyOn(FitMeter.prototype, 'turning').mockResolvedValue(async () => 1); // nothing is drawn again
    const lion = await draw('a lion on a red background');
    const snow = await draw('a cat on a red background in heavy snow');
    const both = await draw('a lion on a red background in heavy snow');
    expect(both.unetRows).toBe(lion.unetRows + snow.unetRows);
    const white = ({ data }: Picture) =>
      [...data.keys()].filter((i) => i % 3 === 0 && Math.min(...data.subarray(i, i + 3)) > 225);
    expect(white(both.picture).length).toBeGreaterThan(white(lion.picture).length + 150);
    const background = await draw('a cat on a blue background in heavy snow');
    expect(background.unetRows).toBe(snow.unetRows);
    said.mockRestore();
  });

  test('of which nothing is seen is drawn again, more strongly, until something is', async () => {
    const prompt = 'a ball on a dotted yellow background in light rain';
    const scene = new URL('../../models/bench-scenes/pictures/12.webp', import.meta.url);
    const rain = await pipeline.invert(await readFile(scene), prompt, { method: 'pivotal' });
    const heavier = { targetPrompt: prompt.replace('light', 'heavy') };
    const [result] = await pipeline.edit(rain, [heavier]);
    // Once is 15 steps of three rows.
    expect(result!.unetRows).toBeGreaterThan(45);
    const source = await decodePicture(rain.picture);
    expect(psnr(result!.picture, source)).toBeLessThan(30);
  });

  test('that a CLIP hardly sees is drawn again with other noise; what it sees best is kept', async () => {
    const snow = { targetPrompt: 'a cat on a red background in heavy snow' };
    const draw = async (...turned: number[]) => {
      const said = vi.spyOn(FitMeter.prototype, 'turning');
      said.mockResolvedValueOnce(async () => turned.shift()!);
      const [result] = await pipeline.edit(inversion, [snow]);
      expect(turned).toEqual([]);
      said.mockRestore();
      return result!;
    };
    const [once, twice, thrice] = [
      await draw(0.3),
      await draw(0, 0.3),
      await draw(-0.2, 0.2, 0.1),
    ] as const;
    expect([twice, thrice].map(({ unetRows }) => unetRows / once.unetRows)).toEqual([2.5, 4]);
    expect(psnr(twice.picture, once.picture)).toBeLessThan(30);
    expect(psnr(thrice.picture, twice.picture)).toBe(Infinity);
    // As weak as was asked for.
    const [weak] = await pipeline.edit(inversion, [{ ...snow, strength: 0.4 }]);
    expect(weak!.unetRows).toBeLessThan(2 * once.unetRows);
  });

  test('that swaps by a dial of Prompt-to-Prompt is drawn by it', async () => {
    const targetPrompt = 'a lion on a red background';
    const [result] = await pipeline.edit(inversion, [{ targetPrompt, blend: 'none' }]);
    expect(result).toMatchObject({ method: 'prompt-to-prompt', kind: 'replace' });
  });

  test('comes out the same in a batch as alone, and from the inversion’s file', async () => {
    const specs = [
      { targetPrompt: 'a lion on a red background', method: 'prompt-to-prompt' as const },
      { targetPrompt: 'a cat wearing a crown on a red background' },
    ];
    const together = await pipeline.edit(inversion, specs);
    const stored = parseInversion(serializeInversion(inversion));
    const [alone] = await pipeline.edit(stored, [specs[1]!]);
    expect(together.map((result) => result.kind)).toEqual(['replace', 'refine']);
    expect(psnr(together[1]!.picture, alone!.picture)).toBeGreaterThan(50);
  });

  test('reports each step and each decoded picture', async () => {
    const seen: Progress[] = [];
    const onProgress = (progress: Progress) => seen.push(progress);
    await pipeline.edit(inversion, [{ targetPrompt: PROMPT, blend: 'none' }], { onProgress });
    expect(seen.at(-1)).toEqual({ phase: 'decode', done: 11, total: 11 });
  });

  test.each(['prompt-to-prompt', 'infedit', 'sdedit', 'instruct'] as const)(
    'by %s is seen after its first step: coarse, and through the noise',
    async (method) => {
      const previews: string[] = [];
      const onProgress = ({ preview }: Progress) => preview && previews.push(preview);
      const spec = { targetPrompt: 'a cat on a blue background', method };
      await pipeline.edit(inversion, [spec], { onProgress, previews: true });
      const top = band(await decodePicture(Buffer.from(previews[0]!, 'base64')), 0, 0.1);
      const reds = [...top.data].filter((_, i) => i % 3 === 0);
      const blues = [...top.data].filter((_, i) => i % 3 === 2);
      expect(mean(blues)).toBeGreaterThan(mean(reds));
      expect(Math.sqrt(mean(blues.map((blue) => (blue - mean(blues)) ** 2)))).toBeLessThan(25);
    },
  );
});

describe('the methods that start from the picture', () => {
  const targetPrompt = 'a lion on a red background';

  test('InfEdit gives the picture back for its own words, and changes the middle for others', async () => {
    const direct = await pipeline.invert(image, PROMPT, { steps: 2, method: 'direct' });
    const vae = await pipeline.reconstruct(direct);
    const specs = [PROMPT, targetPrompt].map(
      (targetPrompt) => ({ targetPrompt, method: 'infedit' }) as const,
    );
    const [same, other] = await pipeline.edit(inversion, specs, { isAsDrawn: true });
    expect(same).toMatchObject({ method: 'infedit', kind: 'reweight' });
    expect(psnr(same!.picture, vae)).toBeGreaterThan(60);
    expect(psnr(band(other!.picture, 0, 0.06), band(vae, 0, 0.06))).toBeGreaterThan(22);
    expect(psnr(band(other!.picture, 0.4, 0.6), band(vae, 0.4, 0.6))).toBeLessThan(18);
  });

  test('give the VAE’s redrawing where nothing is noised, in the order asked for', async () => {
    const direct = await pipeline.invert(image, PROMPT, { steps: 2, method: 'direct' });
    const vae = await pipeline.reconstruct(direct);
    const specs = [
      { targetPrompt, method: 'sdedit', strength: 0 },
      { targetPrompt: PROMPT },
      { targetPrompt, method: 'diffedit', ratio: 0, repeats: 1 },
      { targetPrompt, method: 'fast-diffedit', strength: 0, repeats: 1 },
    ] as const;
    const results = await pipeline.edit(inversion, specs, { isAsDrawn: true });
    expect(results.map(({ method }) => method)).toEqual([
      'sdedit',
      'prompt-to-prompt',
      'diffedit',
      'fast-diffedit',
    ]);
    for (const i of [0, 2, 3]) expect(psnr(results[i]!.picture, vae)).toBeGreaterThan(60);
  });

  test('leave the picture itself where nothing is noised, however badly it was inverted', async () => {
    const ddim = await pipeline.invert(image, PROMPT, {
      ...{ steps: 4, method: 'ddim', guidanceScale: 7.5 },
    });
    const [result] = await pipeline.edit(ddim, [{ targetPrompt, method: 'sdedit', strength: 0 }]);
    expect(psnr(result!.picture, await decodePicture(ddim.picture))).toBe(Infinity);
  });

  test('change the middle, where the animal is, and keep the rim', async () => {
    const [result] = await pipeline.edit(inversion, [
      { targetPrompt, method: 'fast-diffedit', repeats: 5 },
    ]);
    const { picture, mask, unetRows } = result!;
    const source = await decodePicture(inversion.picture);
    const white = (part: Picture) => part.data.filter((value) => value > 0).length;
    expect(white(band(mask!, 0, 0.06))).toBe(0);
    expect(white(band(mask!, 0.4, 0.6))).toBeGreaterThan(0);
    expect(psnr(picture, source)).toBeLessThan(22);
    expect(unetRows).toBe(2 * 5 + 2 * 7); // T = 10 at strength 0.8, whose last step is free
  });

  test('inpaint where a word looks, or where a picture is white', async () => {
    const half = { width: 64, height: 64, data: new Uint8Array(64 * 64 * 3) };
    half.data.fill(255, 0, 64 * 32 * 3);
    const [word, drawn] = await pipeline.edit(inversion, [
      { targetPrompt, method: 'inpaint', strength: 0.2, mask: { words: 'cat' } },
      { targetPrompt, method: 'inpaint', strength: 0.2, mask: { picture: await encodePng(half) } },
    ]);
    const middle = (picture: Picture) =>
      picture.data[(picture.height / 2) * picture.width * 3 + 1.5 * picture.width];
    expect(middle(word!.mask!)).toBe(255);
    const { width, height, data } = drawn!.mask!;
    expect([...data]).toEqual(
      Array.from({ length: 3 * width * height }, (_, i) => (i < 1.5 * width * height ? 255 : 0)),
    );
  });

  test('refuse a mask that names no word or has no white', async () => {
    const black = { width: 8, height: 8, data: new Uint8Array(192) };
    for (const [mask, sentence] of [
      [{ words: 'dog' }, /“dog” is not in the prompt/],
      [{ picture: await encodePng(black) }, /no white/],
    ] as const)
      await expect(
        pipeline.edit(inversion, [{ targetPrompt, method: 'inpaint', mask }]),
      ).rejects.toThrow(
        expect.objectContaining({ code: 'bad-edit', message: expect.stringMatching(sentence) }),
      );
  });
});

test('the map of a word is brightest where the word is', async () => {
  const maps = await pipeline.words(inversion);
  expect(maps.map(({ word }) => word)).toEqual(PROMPT.split(' '));
  const { data, dims } = maps.find(({ word }) => word === 'cat')!.map;
  const [height = 0, width = 0] = dims;
  const mean = (isInside: (y: number, x: number) => boolean) => {
    const values = data.filter((_, i) =>
      isInside(Math.floor(i / width) / height, (i % width) / width),
    );
    return values.reduce((a, b) => a + b, 0) / values.length;
  };
  const isMiddle = (share: number) => share >= 0.25 && share < 0.75;
  expect(mean((y, x) => isMiddle(y) && isMiddle(x))).toBeGreaterThan(
    2 * mean((y, x) => !isMiddle(y) && !isMiddle(x)),
  );
});

describe('a job is refused with a sentence for', () => {
  const quick = { steps: 2, method: 'direct' } as const;

  test.each([
    ['an empty prompt', ' ', {}, 'bad-prompt', /empty/],
    ['a prompt beyond the context', 'cat '.repeat(99), {}, 'bad-prompt', /99 tokens.*at most/],
    ['no steps', PROMPT, { steps: 0 }, 'bad-option', /steps is 0/],
    ['half an inner step', PROMPT, { innerSteps: 0.5 }, 'bad-option', /inner steps is 0.5.*whole/],
    ['a negative guidance scale', PROMPT, { guidanceScale: -1 }, 'bad-option', /scale is -1/],
  ])('%s', async (_, prompt, options, code, message) => {
    await expect(pipeline.invert(image, prompt, { ...quick, ...options })).rejects.toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  test('bytes that are no picture', async () => {
    await expect(pipeline.invert(Buffer.from('hello'), PROMPT, quick)).rejects.toThrow(
      expect.objectContaining({ code: 'bad-image' }),
    );
  });

  test('a blend word that does not occur', async () => {
    const spec = { targetPrompt: 'a lion', blend: { source: 'dog', target: 'lion' } };
    await expect(pipeline.edit(inversion, [spec])).rejects.toThrow(
      expect.objectContaining({ code: 'bad-edit', message: expect.stringContaining('“dog”') }),
    );
  });

  test('an inversion of another model', async () => {
    const foreign = { ...inversion, fingerprint: 'another' };
    await expect(pipeline.edit(foreign, [{ targetPrompt: 'a dog' }])).rejects.toThrow(
      expect.objectContaining({ code: 'bad-inversion' }),
    );
    await expect(pipeline.words(foreign)).rejects.toThrow(/another model than emoji-world/);
  });
});

test('a cancelled job stops between UNet runs', async () => {
  const canceller = new AbortController();
  const seen: Progress[] = [];
  const job = pipeline.invert(image, PROMPT, {
    ...QUICK,
    signal: canceller.signal,
    onProgress: (progress) => {
      seen.push(progress);
      if (progress.phase === 'optimise') canceller.abort();
    },
  });
  await expect(job).rejects.toThrow(expect.objectContaining({ code: 'cancelled' }));
  expect(seen.filter((progress) => progress.phase === 'optimise')).toHaveLength(1);
});
