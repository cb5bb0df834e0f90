import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodePicture } from '../image.ts';
import { LoadedModel } from '../model/loaded-model.ts';
import { BUNDLED_MODEL } from '../model/registry.ts';
import { unlikeOf } from './unlike.ts';

const PHOTOGRAPHS = fileURLToPath(new URL('../../../test/fixtures/photographs', import.meta.url));
const EXAMPLES = `${BUNDLED_MODEL}/examples`;

let model: LoadedModel;
beforeAll(async () => {
  model = await LoadedModel.open(BUNDLED_MODEL, { signal: undefined, onOpened: () => {} });
});

/** @param isSilent whether the folder does not say what the model draws */
async function unlike(path: string, isSilent = false) {
  const picture = await decodePicture(readFileSync(path), { fit: 'crop', size: 128, multiple: 32 });
  const bound = await model.vae.decode(await model.vae.encode(picture));
  const { subject, ...rest } = model.folder.settings;
  const settings = isSilent ? rest : { ...rest, ...(subject && { subject }) };
  return await unlikeOf({ ...model.folder, settings }, model.vae, picture, bound);
}

const files = (folder: string) =>
  readdirSync(folder)
    .filter((name) => /\.(png|webp)$/.test(name))
    .map((name) => `${folder}/${name}`);

describe('the bundled model', () => {
  it.each(files(PHOTOGRAPHS))('knows that it does not draw such as %s', async (path) => {
    expect(await unlike(path)).toBe('emoji scenes');
  });

  it('takes every one of its own pictures for its own', async () => {
    const paths = files(EXAMPLES);
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths) expect(await unlike(path), path).toBeUndefined();
  });
});

it('a model whose folder says nothing refuses what its autoencoder loses, and no more', async () => {
  const silent = (path: string) => unlike(path, true);
  expect(await silent(`${PHOTOGRAPHS}/astronaut.webp`)).toBe('pictures of another kind');
  for (const path of files(EXAMPLES)) expect(await silent(path), path).toBeUndefined();
});
