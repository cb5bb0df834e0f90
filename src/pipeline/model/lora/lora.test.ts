import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { familyFolder } from '../../../../test/families.ts';
import { temporaryFolder } from '../../../../test/temporary.ts';
import { relativeError, Values } from '../../../../test/unet-fixtures.ts';
import type { LoraChoice } from '../../types.ts';
import { openModelFolder } from '../folder.ts';
import { LoadedModel } from '../loaded-model.ts';
import { openNoisePredictor } from '../parts/unet.ts';
import { loraText, moduleOf, parseLora, parseLoras } from './lora.ts';
import { parseSafetensors, type StoredTensor, writeSafetensors } from './safetensors.ts';

const FOLDER = join(import.meta.dirname, '../../../../test/fixtures/loras');
const fileOf = (kind: string) => join(FOLDER, `${kind}.safetensors`);
const Merged = z.object({ sample: Values, prediction: Values, context: Values });
const { scale, all, old } = z
  .object({ scale: z.number(), all: Merged, old: Merged })
  .parse(JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8')));

let cache: string;
beforeEach(() => {
  cache = temporaryFolder();
});

/** What the tiny Stable Diffusion 1.x predicts for the source prompt, and its context. */
async function drawnWith(loras: readonly LoraChoice[], { sample }: z.infer<typeof Merged>) {
  const model = await LoadedModel.open(familyFolder('sd-1'), {
    signal: undefined,
    onOpened() {},
    loras,
  });
  try {
    const context = await model.embed(model.tokenizer.encode('a cat on a red chair'));
    const latent = { channels: 4, height: 8, width: 8 };
    const unet = await openNoisePredictor(model.folder, latent, cache);
    const prediction = await unet.predict(sample, 601, context);
    await unet.close();
    return { context, prediction };
  } finally {
    await model.close();
  }
}

test('is written as a file, with how strongly it acts, and with a name for edits to ask by', () => {
  expect(parseLoras('a.safetensors, Ink=b.safetensors:0.5,c=d.safetensors')).toEqual([
    { file: 'a.safetensors', scale: 1 },
    { file: 'b.safetensors', scale: 0.5, name: 'ink' },
    { file: 'd.safetensors', scale: 1, name: 'c' },
  ]);
  for (const text of ['a.safetensors:2', 'ink=b.safetensors:-0.5'])
    expect(loraText(parseLora(text))).toBe(text);
});

describe('a LoRA file', () => {
  // Two of the files are in half precision.
  it.each([
    ['kohya', all, 3e-3],
    ['peft', all, 1e-4],
    ['diffusers', all, 3e-2],
    ['old', old, 1e-4],
  ] as const)(
    'of %s is merged into UNet and text encoder as PyTorch would',
    async (kind, merged, most) => {
      const { context, prediction } = await drawnWith([{ file: fileOf(kind), scale }], merged);
      expect(relativeError(context, merged.context)).toBeLessThan(most);
      expect(relativeError(prediction, merged.prediction)).toBeLessThan(most);
      const without = await drawnWith([], merged);
      expect(relativeError(without.prediction, merged.prediction)).toBeGreaterThan(2 * most);
    },
  );

  it('acts by its scale, and two by half each as one', async () => {
    const file = fileOf('peft');
    const halves = [
      { file, scale: scale / 2 },
      { file, scale: scale / 2 },
    ];
    const { prediction } = await drawnWith(halves, all);
    expect(relativeError(prediction, all.prediction)).toBeLessThan(1e-4);
  });

  it('makes another model, whose inversions are its own, and copies no weight that it leaves alone', async () => {
    const plain = await openModelFolder(familyFolder('sd-1'));
    const one = await openModelFolder(familyFolder('sd-1'), [{ file: fileOf('peft'), scale: 1 }]);
    const weaker = await openModelFolder(familyFolder('sd-1'), [
      { file: fileOf('peft'), scale: 0.5 },
    ]);
    expect(new Set([plain, one, weaker].map(({ fingerprint }) => fingerprint)).size).toBe(3);
    await drawnWith([{ file: fileOf('peft'), scale }], all);
    const entry = join(cache, readdirSync(cache)[0]!);
    const own = statSync(join(entry, 'wordbrush-weights.bin')).size;
    expect(statSync(join(entry, 'model.onnx')).nlink).toBeGreaterThan(1);
    expect(own).toBeLessThan(statSync(join(entry, 'model.onnx')).size);
  });
});

describe('a file that cannot be used gets a sentence that names', () => {
  const refusal = async (file: string) =>
    drawnWith([{ file, scale: 1 }], all).catch((error) => ({ ...error, message: error.message }));

  it('the first key that fits nothing', async () => {
    expect(await refusal(fileOf('misfit'))).toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(
        /misfit.safetensors cannot be used: lora_unet_down_blocks_3_.*fits nothing in this model’s unet/,
      ),
    });
  });

  it('the key whose size is another’s, and the factor that is missing', async () => {
    const { tensors } = parseSafetensors(readFileSync(fileOf('kohya')), 'kohya');
    const key = [...tensors.keys()].find((each) => each.endsWith('mlp_fc1.lora_down.weight')) ?? '';
    const file = join(cache, 'odd.safetensors');
    const withOdd = (changed: readonly [string, StoredTensor][]): void =>
      writeFileSync(file, writeSafetensors({ tensors: new Map(changed), metadata: {} }));
    const odd = { dims: [2, 5], data: new Float32Array(10) };
    withOdd([...tensors].map(([each, value]) => [each, each === key ? odd : value]));
    const { message } = await refusal(file);
    expect(message).toContain(`odd.safetensors cannot be used: ${key} is `);
    expect(message).toMatch(/ × 5 where this model’s weight is \d+ × \d+/);
    withOdd([...tensors].filter(([each]) => each !== key.replace('down', 'up')));
    expect((await refusal(file)).message).toContain(`${key} has no .lora_up.weight beside it`);
  });

  it('the network that the model lacks', async () => {
    const file = join(cache, 'xl.safetensors');
    writeFileSync(
      file,
      readFileSync(fileOf('kohya')).toString('latin1').replaceAll('lora_te_t', 'lora_te2_'),
      'latin1',
    );
    expect(await refusal(file)).toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/is for a text_encoder_2, which this model does not have/),
    });
  });

  it.each([
    ['nothing there', null, /no LoRA file at/],
    ['cut short', (bytes: Buffer) => bytes.subarray(0, -40), /cut short or damaged at/],
    ['a picture', () => Buffer.from('\x89PNG and so on'), /no .safetensors file/],
  ] as const)('what is wrong with it: %s', async (_, change, message) => {
    const file = join(cache, 'odd.safetensors');
    if (change) writeFileSync(file, change(readFileSync(fileOf('peft'))));
    expect(await refusal(file)).toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(message),
    });
  });
});

it.each([
  [
    'lora_unet_input_blocks_4_1_transformer_blocks_0_attn1_to_q',
    'down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_q',
  ],
  ['lora_unet_input_blocks_1_0_in_layers_2', 'down_blocks_0_resnets_0_conv1'],
  ['lora_unet_input_blocks_3_0_op', 'down_blocks_0_downsamplers_0_conv'],
  [
    'lora_unet_middle_block_1_transformer_blocks_9_attn2_to_v',
    'mid_block_attentions_0_transformer_blocks_9_attn2_to_v',
  ],
  ['lora_unet_output_blocks_5_0_skip_connection', 'up_blocks_1_resnets_2_conv_shortcut'],
  ['lora_unet_output_blocks_2_2_conv', 'up_blocks_0_upsamplers_0_conv'],
])('SDXL’s %s is %s', (key, module) => {
  expect(moduleOf(key)).toEqual({ network: 'unet', module });
});

it('is written as a file and its scale', () => {
  expect(parseLora('a/b.safetensors')).toEqual({ file: 'a/b.safetensors', scale: 1 });
  expect(parseLora('C:\\x.safetensors:0.8')).toEqual({ file: 'C:\\x.safetensors', scale: 0.8 });
  expect(parseLoras('a.safetensors:-0.5, b.safetensors')).toEqual([
    { file: 'a.safetensors', scale: -0.5 },
    { file: 'b.safetensors', scale: 1 },
  ]);
  expect(parseLoras(undefined)).toEqual([]);
});
