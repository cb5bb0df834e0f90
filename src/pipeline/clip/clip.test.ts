import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPicture, readScenes } from '../../../bench/scenes.ts';
import { temporaryFolder } from '../../../test/temporary.ts';
import { BUNDLED_MODEL, companionOf } from '../model/registry.ts';
import type { Picture } from '../types.ts';
import { type Clip, cosine, openClip } from './clip.ts';
import { fitsOf, turningOf } from './fit.ts';
import { difference, expected, patterned, TINY_CLIP } from './fixtures/tiny-clip.ts';

let clip: Clip;
beforeAll(async () => {
  clip = await openClip(TINY_CLIP);
});
afterAll(() => clip.close());

describe('a CLIP in the layout of published ones', () => {
  it("gives PyTorch's embeddings of sentences", async () => {
    for (const [i, sentence] of expected.sentences.entries())
      expect(difference(await clip.ofText(sentence), expected.text[i]!.data)).toBeLessThan(1e-4);
  });

  it("gives PyTorch's embeddings of pictures", async () => {
    const [square, wide] = expected.pictures;
    expect(difference(await clip.ofPicture(patterned(16, 16)), square!.data)).toBeLessThan(1e-4);
    // Made smaller by another library than in transformers: near, not equal.
    const seen = await clip.ofPicture(patterned(40, 24));
    expect(cosine(seen, Float32Array.from(wide!.data))).toBeGreaterThan(0.99);
  });

  it('reads of a sentence that is too long what fits', async () => {
    const long = `a dog ${'and a cat '.repeat(40)}`;
    expect(Math.hypot(...(await clip.ofText(long)))).toBeCloseTo(1, 5);
  });
});

describe('how far a picture has gone over to new words', () => {
  const posted = { picture: patterned(16, 16), prompt: 'a dog' };
  const prefers = async (picture: Picture, text: string) =>
    cosine(await clip.ofPicture(picture), await clip.ofText(text));

  it('is −1 where it is the posted one, and by how much it prefers them else', async () => {
    const [first, second] = ['a cat on a red chair', 'a dog'];
    const isOwn = (await prefers(posted.picture, second)) > (await prefers(posted.picture, first));
    const [prompt, targetPrompt] = isOwn ? [second, first] : [first, second];
    const from = { ...posted, prompt };
    const turned = (await turningOf(clip, from, targetPrompt))!;
    expect(await turned(posted.picture)).toBeCloseTo(-1, 5);
    const picture = patterned(40, 24);
    const gain = (await prefers(picture, targetPrompt)) - (await prefers(picture, prompt));
    const own =
      (await prefers(posted.picture, prompt)) - (await prefers(posted.picture, targetPrompt));
    expect(await turned(picture)).toBeCloseTo(gain / own, 5);
  });

  it('is nothing where the words are the same', async () => {
    expect(await turningOf(clip, posted, 'a dog')).toBeNull();
  });
});

describe('how well a picture fits its words', () => {
  it('is 0 where nothing changed, and 1 where it fits as the posted one fits its own', async () => {
    const posted = { picture: patterned(16, 16), prompt: 'a dog' };
    const targetPrompt = 'a cat on a red chair';
    const [own, other] = await Promise.all([clip.ofText('a dog'), clip.ofText(targetPrompt)]);
    const seen = await clip.ofPicture(posted.picture);
    expect(Math.abs(cosine(seen, own) - cosine(seen, other))).toBeGreaterThan(0.02);
    const [same, ownAgain] = await fitsOf(clip, posted, [
      { picture: posted.picture, targetPrompt },
      { picture: posted.picture, targetPrompt: 'a dog' },
    ]);
    expect(same!.share).toBe(0);
    expect(same!.score).toBeCloseTo(cosine(seen, other), 5);
    expect(ownAgain!.share).toBeNull();
  });
});

describe('the bundled CLIP', () => {
  it('knows of every bench scene and its true edits which sentence is whose', async () => {
    const bundled = await openClip(join(BUNDLED_MODEL, 'clip'));
    const fits = async (file: string, right: string, wrong: string) => {
      const seen = await bundled.ofPicture(await readPicture(file));
      const [own, other] = [await bundled.ofText(right), await bundled.ofText(wrong)];
      return cosine(seen, own) > cosine(seen, other);
    };
    const scenes = (await readScenes()).filter((_, i) => i % 5 === 0);
    for (const { source, prompt, edits } of scenes)
      for (const { truth, targetPrompt } of edits) {
        expect(await fits(source, prompt, targetPrompt)).toBe(true);
        expect(await fits(truth, targetPrompt, prompt)).toBe(true);
      }
    await bundled.close();
  });
});

describe('a folder that is no CLIP', () => {
  const folder = temporaryFolder();

  it('is refused by name', async () => {
    await expect(openClip(folder)).rejects.toThrow(/holds no CLIP whose config\.json can be read/);
  });

  it('is refused where a tower is missing', async () => {
    await cp(TINY_CLIP, folder, { recursive: true });
    await rm(join(folder, 'onnx', 'text_model.onnx'));
    await expect(openClip(folder)).rejects.toThrow(/lacks onnx\/text_model\.onnx/);
    await cp(join(folder, 'onnx', 'vision_model.onnx'), join(folder, 'onnx', 'text_model.onnx'));
    await expect(openClip(folder)).rejects.toThrow(/has no output text_embeds/);
  });
});

it('is the one that CLIP names, else the model’s own', () => {
  expect(companionOf('/models/photos', 'CLIP', {})).toBeNull();
  expect(companionOf('/models/photos', 'CLIP', { CLIP: '/somewhere' })).toBe('/somewhere');
  expect(companionOf('/models/photos', 'CLIP', { CLIP: 'off' })).toBeNull();
  const pulled = { CLIP: 'clip-vit-base-patch32', WORDBRUSH_HOME: '/nowhere' };
  expect(() => companionOf('/models/photos', 'CLIP', pulled)).toThrow(
    /models pull clip-vit-base-patch32/,
  );
});
