import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { TINY, writeTinyFolder } from './fixtures/tiny-folder.ts';
import { openModelFolder } from './folder.ts';
import { openTextEncoder } from './parts/text-encoder.ts';
import { openSession } from './session.ts';

let root: string;
beforeEach(async () => {
  root = await writeTinyFolder(temporaryFolder());
});

describe('a model folder', () => {
  test('knows its sizes from its configs', async () => {
    const { side, factor, scale, channels, tokens, width } = TINY;
    expect(await openModelFolder(root)).toMatchObject({
      latent: { side, factor, scale, channels },
      tokens,
      embeddingWidth: width,
    });
  });

  test('has Stable Diffusion’s settings unless wordbrush.json says otherwise', async () => {
    expect((await openModelFolder(root)).settings).toMatchObject({
      guidanceScale: 7.5,
      selfAttentionMaxTokens: 4, // half the latent's side of 4, squared
      blendMapSide: 1, // a quarter
    });
    await writeFile(join(root, 'wordbrush.json'), '{"guidanceScale": 3, "blendMapSide": 4}');
    expect((await openModelFolder(root)).settings).toMatchObject({
      guidanceScale: 3,
      selfAttentionMaxTokens: 4,
      blendMapSide: 4,
    });
  });

  test('without the networks’ configs, as diffusers exports it, has Stable Diffusion 1’s sizes', async () => {
    for (const part of ['unet', 'vae_encoder', 'vae_decoder', 'text_encoder'])
      await rm(join(root, part, 'config.json'));
    expect(await openModelFolder(root)).toMatchObject({
      latent: { side: 64, factor: 8, scale: 0.18215, channels: 4 },
      tokens: 77,
      embeddingWidth: 768,
      settings: { selfAttentionMaxTokens: 32 ** 2, blendMapSide: 16 },
    });
  });

  test('keeps its fingerprint until a weight or a config changes', async () => {
    const { fingerprint } = await openModelFolder(root);
    await writeFile(join(root, 'unet/compiled.onnx'), 'the compiler writes beside the weights');
    expect((await openModelFolder(root)).fingerprint).toBe(fingerprint);
    const path = join(root, 'vae_decoder/model.onnx');
    const bytes = await readFile(path);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(path, bytes);
    expect((await openModelFolder(root)).fingerprint).not.toBe(fingerprint);
  });
});

describe('a folder is refused with a sentence that names', () => {
  test.each([
    'model_index.json',
    'unet/model.onnx',
    'vae_encoder/model.onnx',
    'scheduler/scheduler_config.json',
  ])('the missing %s', async (name) => {
    await rm(join(root, name));
    await expect(openModelFolder(root)).rejects.toThrow(`has no ${name}`);
  });

  test('its path, where there is none or it is a file', async () => {
    await expect(openModelFolder(join(root, 'nowhere'))).rejects.toThrow(
      /no model folder at .*nowhere/,
    );
    await expect(openModelFolder(join(root, 'model_index.json'))).rejects.toThrow(
      /model_index.json is a file/,
    );
  });

  test('the config that is not JSON, or the key that is wrong', async () => {
    await writeFile(join(root, 'wordbrush.json'), '{');
    await expect(openModelFolder(root)).rejects.toThrow(/wordbrush.json is not JSON/);
    await writeFile(join(root, 'wordbrush.json'), '{"guidanceScale": -1}');
    await expect(openModelFolder(root)).rejects.toThrow(/wordbrush.json: guidanceScale: /);
  });

  test('the widths of parts that do not belong together', async () => {
    const config = { hidden_size: 9, max_position_embeddings: 6 };
    await writeFile(join(root, 'text_encoder/config.json'), JSON.stringify(config));
    await expect(openModelFolder(root)).rejects.toThrow(/width 9, its UNet reads 2/);
  });

  test('the command that exports PyTorch weights', async () => {
    await rename(
      join(root, 'unet/model.onnx'),
      join(root, 'unet/diffusion_pytorch_model.safetensors'),
    );
    await expect(openModelFolder(root)).rejects.toThrow(
      /PyTorch weights.*optimum-cli export onnx --model .* --task text-to-image/,
    );
  });
});

test('a model that reads a mask opens, and says what it is', async () => {
  const config = { in_channels: 9, sample_size: 64, cross_attention_dim: TINY.width };
  await writeFile(join(root, 'unet/config.json'), JSON.stringify(config));
  const { family, latent } = await openModelFolder(root);
  expect(family).toMatchObject({
    name: 'Stable Diffusion, inpainting',
    obstacle: expect.stringMatching(/reads a mask and a masked picture.*9 channels in place of 4/),
  });
  expect(latent.channels).toBe(4);
});

test('the text encoder gives [1, L, D] for int64 ids', async () => {
  const encoder = await openTextEncoder(await openModelFolder(root));
  const prompt = { text: '', ids: [7, 1, 2, 2, 2, 2], length: 3, words: [] };
  const embedding = await encoder.encode(prompt);
  await encoder.close();
  expect(embedding.dims).toEqual([1, 6, 2]);
  expect(Array.from(embedding.data.subarray(0, 4))).toEqual([7, -7, 1, -1]);
});

describe('a session', () => {
  test('of a missing file names it', async () => {
    await expect(openSession(join(root, 'unet/none.onnx'))).rejects.toThrow(/none.onnx is missing/);
  });

  test('of a truncated file names it', async () => {
    const path = join(root, 'unet/model.onnx');
    await writeFile(path, (await readFile(path)).subarray(0, 60));
    await expect(openSession(path)).rejects.toThrow(
      expect.objectContaining({ code: 'bad-model', message: expect.stringContaining(path) }),
    );
  });
});
