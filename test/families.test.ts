import { cpSync, mkdirSync, readdirSync, renameSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../src/pipeline/image.ts';
import {
  parseInversion,
  serializeInversion,
} from '../src/pipeline/inversion-file/inversion-file.ts';
import { LoadedModel } from '../src/pipeline/model/loaded-model.ts';
import { offersOf } from '../src/pipeline/offers.ts';
import { EditingPipeline } from '../src/pipeline/pipeline.ts';
import type { Picture } from '../src/pipeline/types.ts';
import { contextsOf, errorsOf, expectedOf, familyFolder, familyNames } from './families.ts';
import { temporaryFolder } from './temporary.ts';
import { relativeError } from './unet-fixtures.ts';

/** Families that read more than a latent: they open, and say what they are. */
const OTHERS = familyNames.filter((name) => /inpainting|pix2pix/.test(name));
const DRAWING = familyNames.filter((name) => !OTHERS.includes(name));

describe.each(familyNames)('%s', (name) => {
  // What was rounded to half precision before the widening is lost.
  const isHalf = name.endsWith('-half');

  it('encodes prompts as PyTorch does', async () => {
    const model = await LoadedModel.open(familyFolder(name), { signal: undefined, onOpened() {} });
    const expected = expectedOf(name);
    const contexts = await contextsOf(model, expected);
    await model.close();
    for (const [i, context] of contexts.entries()) {
      const wanted = expected.text.contexts[i]!;
      if (wanted.data.some((value) => value !== 0))
        expect(relativeError(context, wanted)).toBeLessThan(isHalf ? 5e-3 : 1e-4);
      else expect(context).toEqual(wanted);
    }
  });

  if (DRAWING.includes(name))
    it('predicts, differentiates, edits and inverts as PyTorch does', async () => {
      const { predict, gradient, edit, invert } = await errorsOf(name);
      const most = isHalf ? 1e-2 : 1e-3;
      expect(predict).toBeLessThan(most);
      expect(edit).toBeLessThan(most);
      expect(invert).toBeLessThan(most);
      expect(gradient).toBeLessThan(isHalf ? 4.5e-2 : 1e-2);
    });
  else
    it('draws as diffusers’ own pipeline does, and refuses by name what it cannot do', async () => {
      const { predict, draw } = await errorsOf(name);
      expect(draw).toBeLessThan(1e-3);
      expect(predict).toMatch(
        /its UNet reads .* beside the latent \([89] channels in place of 4\)/,
      );
    });
});

const picture = (side: number) => ({
  width: side,
  height: side,
  data: Uint8Array.from({ length: 3 * side * side }, (_, i) => (i * 7) % 251),
});

it('a snapshot of the hub’s cache works, all links, with an encoder that samples', async () => {
  const cache = temporaryFolder();
  const [blobs, snapshot] = [join(cache, 'blobs'), join(cache, 'snapshots/abc')];
  mkdirSync(blobs);
  cpSync(familyFolder('sd-1-script'), snapshot, { recursive: true });
  const files = readdirSync(snapshot, { recursive: true, withFileTypes: true });
  for (const [i, entry] of files.filter((file) => file.isFile()).entries()) {
    const path = join(entry.parentPath, entry.name);
    renameSync(path, join(blobs, `${i}`));
    symlinkSync(relative(dirname(path), join(blobs, `${i}`)), path);
  }
  const expected = expectedOf('sd-1-script').invert!;
  const pipeline = await EditingPipeline.load(snapshot);
  const { trajectory } = await pipeline.invert(
    { width: expected.side, height: expected.side, data: Uint8Array.from(expected.picture) },
    'a cat on a red chair',
    { method: 'direct', steps: expected.steps },
  );
  await pipeline.close();
  expect(relativeError(trajectory, expected.path)).toBeLessThan(1e-3);
});

it('an export bound to one size takes that, and says so to another', async () => {
  const pipeline = await EditingPipeline.load(familyFolder('sd-1-fixed'));
  await expect(pipeline.invert(picture(96), 'a cat', { steps: 2 })).rejects.toMatchObject({
    code: 'bad-image',
    message:
      'The picture is 96 × 96 pixels and this model takes only 64 × 64: crop it instead of fitting it.',
  });
  await pipeline.close();
});

describe('a model that was trained for one way to edit', () => {
  const targetPrompt = 'a dog on a red chair';
  const half = Uint8Array.from({ length: 3 * 64 * 64 }, (_, i) => (i % 192 < 96 ? 255 : 0));

  it('has that alone, encodes pictures for it, and refuses the others before any work', async () => {
    const pipeline = await EditingPipeline.load(familyFolder('instruct-pix2pix'));
    expect(offersOf(pipeline.folder)).toEqual({
      inversions: ['encode'],
      edits: ['instruct'],
      spares: 0,
    });
    await expect(pipeline.invert(picture(64), 'a cat', { method: 'ddim' })).rejects.toThrow(
      /reads another picture .* edit “using instruct”/,
    );
    const inversion = await pipeline.invert(picture(64), 'a cat on a red chair');
    expect(inversion.report).toMatchObject({ method: 'encode', steps: 0, unetEvaluations: 0 });
    const read = parseInversion(serializeInversion(inversion));
    expect({ ...read, picture: [...read.picture] }).toEqual({
      ...inversion,
      picture: [...inversion.picture],
    });
    expect(await pipeline.words(inversion)).toEqual([]);
    const [told, seeded] = await pipeline.edit(inversion, [
      { method: 'instruct', targetPrompt, steps: 3 },
      { method: 'instruct', targetPrompt, sentence: 'a cat', steps: 3, seed: 1 },
    ]);
    expect(told).toMatchObject({ method: 'instruct', mask: null, unetRows: 9 });
    expect(seeded!.picture.data).not.toEqual(told!.picture.data);
    for (const spec of [
      { targetPrompt },
      { method: 'sdedit', targetPrompt },
      { method: 'fill', targetPrompt, mask: 'contrast' },
    ] as const)
      await expect(pipeline.edit(inversion, [spec])).rejects.toThrow(/instruct/);
    await pipeline.close();
  });

  it('fills a drawn hole and changes nothing outside it', async () => {
    const pipeline = await EditingPipeline.load(familyFolder('inpainting'));
    const original = picture(64);
    const inversion = await pipeline.invert(original, 'a cat on a red chair');
    const mask = { picture: await encodePng({ width: 64, height: 64, data: half }) };
    const [filled] = await pipeline.edit(inversion, [
      { method: 'fill', targetPrompt, mask, steps: 3 },
    ]);
    const outside = ({ data }: Picture) => [...data].filter((_, i) => half[i] === 0);
    expect(outside(filled!.picture)).toEqual(outside(original));
    expect(filled!.picture.data).not.toEqual(original.data);
    expect([...filled!.mask!.data]).toEqual([...half]);
    // What was made of it so far is gone on with.
    const inverse = { width: 64, height: 64, data: original.data.map((value) => 255 - value) };
    const [again] = await pipeline.edit(inversion, [
      { method: 'fill', targetPrompt, mask, steps: 3, picture: await encodePng(inverse) },
    ]);
    expect(outside(again!.picture)).toEqual(outside(inverse));
    const small = await encodePng({ width: 1, height: 1, data: new Uint8Array(3) });
    await expect(
      pipeline.edit(inversion, [{ method: 'fill', targetPrompt, mask, picture: small }]),
    ).rejects.toThrow(/1 × 1 pixels and the inverted one 64 × 64/);
    await expect(
      pipeline.edit(inversion, [{ method: 'fill', targetPrompt, mask: { words: 'cat' } }]),
    ).rejects.toThrow(/only encoded.*draw the mask/);
    await expect(
      pipeline.edit(inversion, [{ method: 'fill', targetPrompt, mask: 'contrast' }]),
    ).rejects.toThrow(/reads a mask/);
    await pipeline.close();
  });
});
