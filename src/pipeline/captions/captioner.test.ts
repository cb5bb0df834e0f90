import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../../../test/temporary.ts';
import { decodePicture } from '../image.ts';
import { BUNDLED_MODEL, companionOf } from '../model/registry.ts';
import type { Picture } from '../types.ts';
import { type Captioner, openCaptioner } from './captioner.ts';
import { captionerFolder } from './folder.ts';

const EXAMPLES = join(BUNDLED_MODEL, 'examples');
const Examples = z.array(z.looseObject({ file: z.string(), prompt: z.string() }));

let captioner: Captioner;
beforeAll(async () => {
  captioner = await openCaptioner(captionerFolder(BUNDLED_MODEL, {}));
});
afterAll(() => captioner.close());

const example = async (name: string): Promise<Picture> =>
  decodePicture(await readFile(join(EXAMPLES, name)));

it('says of every example what its sentence says', async () => {
  const examples = Examples.parse(
    JSON.parse(await readFile(join(EXAMPLES, 'examples.json'), 'utf8')),
  );
  expect(examples.length).toBeGreaterThan(20);
  for (const { file, prompt } of examples)
    expect((await captioner.caption(await example(file))).sentence).toBe(prompt);
});

it('is sure of a picture of its world, and not of noise', async () => {
  const sure = await captioner.caption(await example('03-panda.png'));
  const data = Uint8Array.from({ length: 128 * 128 * 3 }, (_, i) => (i * 7919) % 251);
  const unsure = await captioner.caption({ width: 128, height: 128, data });
  expect(sure.confidence).toBeGreaterThan(0.5);
  expect(unsure.confidence).toBeLessThan(sure.confidence);
});

describe('a folder that is no captioner', () => {
  const folder = temporaryFolder();

  it('is refused by name', async () => {
    await expect(openCaptioner(folder)).rejects.toThrow(/lacks config\.json/);
  });

  it('is refused where its graphs are no graphs', async () => {
    for (const name of ['config.json', 'preprocessor_config.json', 'tokenizer.json'])
      await writeFile(join(folder, name), await readFile(join(BUNDLED_MODEL, 'captioner', name)));
    await expect(openCaptioner(folder)).rejects.toThrow(/lacks onnx\/encoder_model\.onnx/);
  });
});

it('is the one that CAPTIONS names, else the model’s own', () => {
  expect(companionOf(BUNDLED_MODEL, 'CAPTIONS', {})).toBe(join(BUNDLED_MODEL, 'captioner'));
  expect(companionOf(BUNDLED_MODEL, 'CAPTIONS', { CAPTIONS: '/somewhere' })).toBe('/somewhere');
  expect(companionOf(BUNDLED_MODEL, 'CAPTIONS', { CAPTIONS: 'off' })).toBeNull();
  const pulled = { CAPTIONS: 'vit-gpt2-captions', WORDBRUSH_HOME: '/nowhere' };
  expect(() => companionOf(BUNDLED_MODEL, 'CAPTIONS', pulled)).toThrow(
    /models pull vit-gpt2-captions/,
  );
  expect(() => captionerFolder('/models/photos', {})).toThrow(/photos brings no captioner/);
});
