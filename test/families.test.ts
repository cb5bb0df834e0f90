import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LoadedModel } from '../src/pipeline/model/loaded-model.ts';
import { EditingPipeline } from '../src/pipeline/pipeline.ts';
import { contextsOf, errorsOf, expectedOf, familyFolder, familyNames } from './families.ts';
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
    it('opens, and refuses by name what it cannot do', async () => {
      const { predict } = await errorsOf(name);
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
  const cache = mkdtempSync(join(tmpdir(), 'wordbrush-hub-'));
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
  rmSync(cache, { recursive: true });
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

it('a model that reads another picture refuses before any work', async () => {
  const pipeline = await EditingPipeline.load(familyFolder('instruct-pix2pix'));
  await expect(pipeline.invert(picture(64), 'a cat')).rejects.toThrow(/reads another picture/);
  await pipeline.close();
});
