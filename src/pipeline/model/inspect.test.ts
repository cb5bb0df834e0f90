import { cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { familyFolder } from '../../../test/families.ts';
import { temporaryFolder } from '../../../test/temporary.ts';
import { FUSED_ATTENTION } from '../../../test/unet-fixtures.ts';
import { readGraph, serializeGraph } from '../graph/index.ts';
import type { LoraChoice } from '../types.ts';
import { inspectModel } from './inspect.ts';

const work = temporaryFolder();

/** What each part says, or how it fails. */
async function saidOf(
  folder: string,
  loras: readonly LoraChoice[] = [],
): Promise<Record<string, string>> {
  const said: Record<string, string> = {};
  for (const [name, inspect] of Object.entries(await inspectModel(folder, loras)))
    said[name] = await inspect().catch((error) => `✗ ${error.message}`);
  return said;
}

function copyOf(family: string): string {
  const folder = join(work, family);
  cpSync(familyFolder(family), folder, { recursive: true });
  return folder;
}

describe('a look at a model folder', () => {
  it('merges each LoRA, those that edits name too, and names the first key that fits nothing', async () => {
    const file = (name: string) =>
      join(import.meta.dirname, `../../../test/fixtures/loras/${name}.safetensors`);
    const said = await saidOf(familyFolder('sd-1'), [
      { file: file('kohya'), scale: 0.5, name: 'ink' },
      { file: file('old'), scale: 1 },
      { file: file('misfit'), scale: 1, name: 'odd' },
      { file: './none.safetensors', scale: 1, name: 'none' },
    ]);
    expect(said).toMatchObject({
      'LoRA ink':
        'kohya.safetensors at 0.5, by “with ink”: changes 7 of unet and 2 of text_encoder',
      'LoRA old.safetensors': 'old.safetensors at 1, in every edit: changes 3 of unet',
      'LoRA odd': expect.stringMatching(
        /^✗ The LoRA misfit.safetensors cannot be used: lora_unet_down_blocks_3_.* fits nothing in this model’s unet/,
      ),
      'LoRA none': expect.stringMatching(/^✗ There is no LoRA file at .\/none/),
      UNet: expect.stringMatching(/^[^✗]/),
    });
  });

  it('says what its parts are and what works, at which sizes, in how much memory', async () => {
    expect(await saidOf(familyFolder('sd-1'))).toEqual({
      'text encoder': '16 wide, contexts of 16 × 16',
      VAE: '8 pixels a latent cell, scale 0.18215',
      UNet: expect.stringMatching(
        /GiB of weights, reads sample float32 \[batch, 4, height, width\]/,
      ),
      methods: expect.stringMatching(
        /^inversion \(pivotal, null-text.*edits \(prompt-to-prompt.*any multiple of 16 pixels; on a CPU about/,
      ),
      CLIP: expect.stringMatching(/^none/),
    });
  });

  it('names what a model that reads a mask can do, and what it cannot', async () => {
    const said = await saidOf(familyFolder('inpainting'));
    expect(said.UNet).toMatch(/sample float32 \[batch, 9, height, width\]/);
    expect(said.methods).toMatch(
      /^inversion \(encode\), edits \(fill\); .*reads a mask.*can neither invert nor edit/,
    );
  });

  it('names the file that is damaged, and every other part still', async () => {
    const folder = copyOf('sd-turbo');
    truncateSync(join(folder, 'vae_decoder/model.onnx'), 5000);
    const said = await saidOf(folder);
    expect(said.VAE).toMatch(/^✗ .*vae_decoder\/model.onnx/);
    expect(said['text encoder']).toMatch(/^16 wide/);
  });

  it('names the LoRA that does not fit', async () => {
    const file = join(FUSED_ATTENTION, '../../loras/misfit.safetensors');
    const said = await saidOf(familyFolder('sd-1'), [{ file, scale: 1 }]);
    expect(said.UNet).toMatch(
      /^✗ The LoRA misfit.safetensors cannot be used: lora_unet_down_blocks_3/,
    );
  });

  it('names the weight file that is missing', async () => {
    const folder = copyOf('sd-1');
    const path = join(folder, 'unet/model.onnx');
    const graph = await readGraph(path);
    for (const [name, value] of graph.initializers)
      if (!(value.data instanceof Uint8Array))
        graph.initializers.set(name, { ...value, data: { ...value.data, location: 'weights.pb' } });
    writeFileSync(path, serializeGraph(graph));
    expect((await saidOf(folder)).UNet).toMatch(/^✗ .*unet\/weights.pb, which is missing/);
  });

  it('gives the command that mends a fused export', async () => {
    const folder = copyOf('sd-1-fixed');
    writeFileSync(
      join(folder, 'unet/model.onnx'),
      readFileSync(join(FUSED_ATTENTION, 'model.onnx')),
    );
    expect((await saidOf(folder)).UNet).toMatch(
      /^✗ unet\/model.onnx contains Attention.*fused.*optimum-cli export onnx/,
    );
  });
});
