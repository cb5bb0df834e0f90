import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { writeEditor, writeSafetensors } from '../../../../test/editors.ts';
import { familyFolder } from '../../../../test/families.ts';
import { temporaryFolder } from '../../../../test/temporary.ts';
import { relativeError } from '../../../../test/unet-fixtures.ts';
import { gaussianNoise } from '../../diffusion/schedule/noise.ts';
import { concatChannels } from '../../diffusion/trained/beside.ts';
import { offersOf } from '../../offers.ts';
import { EditingPipeline } from '../../pipeline.ts';
import { openModelFolder } from '../folder.ts';
import { LoadedModel } from '../loaded-model.ts';

const LORA = join(import.meta.dirname, '../../../../test/fixtures/loras/peft.safetensors');
const LATENT = { channels: 4, height: 8, width: 8 };

let root: string;
let folder: string;
beforeEach(() => {
  root = temporaryFolder();
  folder = join(root, 'model');
  cpSync(familyFolder('sd-1'), folder, { recursive: true });
});

/** Puts editors beside the model, and their files into its settings. */
function settle(editors: object): void {
  writeFileSync(join(folder, 'wordbrush.json'), JSON.stringify({ blendMapSide: 4, editors }));
}

const instruct = { instruct: { file: 'instruct.safetensors', steps: 3 } };
const open = (loras = [] as { file: string; scale: number }[]) =>
  LoadedModel.open(folder, { signal: undefined, onOpened() {}, loras });

describe('an editor beside a model', () => {
  it('whose new channels weigh nothing predicts what the model does with its LoRA merged', async () => {
    await writeEditor(
      join(folder, 'instruct.safetensors'),
      { folder, channels: 8, lora: LORA },
      () => 0,
    );
    settle(instruct);
    const [z, beside] = [1, 2].map((seed) => gaussianNoise([1, 4, 8, 8], seed));
    const [model, plain] = [await open([{ file: LORA, scale: 1 }]), await open()];
    const prompt = model.tokenizer.encode('a cat on a red chair');
    const context = await model.embed(prompt);
    const merged = await (await model.predictorFor(LATENT)).predict(z!, 601, context);
    const editor = await plain.editorFor('instruct', LATENT);
    // The LoRA is for the text encoder too, and the model's own prompts do not change by it.
    expect(relativeError(await editor.embed(prompt), context)).toBeLessThan(1e-5);
    expect(relativeError(await plain.embed(prompt), context)).toBeGreaterThan(1e-2);
    const input = concatChannels([z!, beside!]);
    expect(relativeError(await editor.predictor.predict(input, 601, context), merged)).toBeLessThan(
      1e-5,
    );
    await model.close();
    await plain.close();
  });

  it('leaves the model and its inversions alone, and draws by name', async () => {
    const before = await openModelFolder(folder);
    await writeEditor(join(folder, 'instruct.safetensors'), { folder, channels: 8, lora: LORA });
    await writeEditor(join(folder, 'fill.safetensors'), { folder, channels: 9 });
    settle({ ...instruct, fill: { file: 'fill.safetensors', guidanceScale: 2, steps: 3 } });
    const after = await openModelFolder(folder);
    expect(after.fingerprint).toBe(before.fingerprint);
    expect(offersOf(before).edits).not.toContain('fill');
    expect(offersOf(after).edits.slice(-2)).toEqual(['instruct', 'fill']);

    const pipeline = await EditingPipeline.load(folder);
    const data = Uint8Array.from({ length: 3 * 64 * 64 }, (_, i) => (i * 7) % 251);
    const picture = { width: 64, height: 64, data };
    const inversion = await pipeline.invert(picture, 'a cat on a red chair', {
      ...{ method: 'ddim', steps: 3 },
    });
    const targetPrompt = 'a dog on a red chair';
    const results = await pipeline.edit(inversion, [
      { method: 'instruct', targetPrompt, sentence: 'a dog', imageGuidance: 1.2 },
      { method: 'fill', targetPrompt, mask: { words: 'cat' } },
      { method: 'fill', targetPrompt, mask: 'contrast', steps: 2 },
    ]);
    expect(results.map(({ method, unetRows }) => [method, unetRows])).toEqual([
      ['instruct', 3 * 3],
      ['fill', 2 * 3],
      ['fill', 2 * 12 + 2 * 2],
    ]);
    for (const [i, { mask, picture: drawn }] of results.entries())
      if (i > 0)
        for (const [at, value] of drawn.data.entries())
          if (mask!.data[at] === 0) expect(value).toBe(data[at]);
    await pipeline.close();

    // Told in a sentence that the target prompt says as well, one that reads captions takes the prompt.
    settle({ instruct: { ...instruct.instruct, reads: 'captions' } });
    const reading = await EditingPipeline.load(folder);
    const told = { method: 'instruct', targetPrompt, sentence: 'a dog' } as const;
    const [plain, said, both] = await reading.edit(inversion, [
      { method: 'instruct', targetPrompt },
      told,
      { ...told, isCaptioned: true },
    ]);
    expect(both!.picture.data).toEqual(plain!.picture.data);
    expect(said!.picture.data).not.toEqual(plain!.picture.data);
    await reading.close();
  });
});

describe('is refused with a sentence', () => {
  const refusal = async (): Promise<unknown> => {
    const model = await open();
    try {
      return await model
        .editorFor('instruct', LATENT)
        .then(
          async ({ predictor }) =>
            await predictor.predict(
              gaussianNoise([1, 8, 8, 8], 0),
              1,
              await model.embed(model.tokenizer.empty),
            ),
        );
    } finally {
      await model.close();
    }
  };

  it('the file that is not there, when the folder is opened', async () => {
    settle(instruct);
    await expect(openModelFolder(folder)).rejects.toThrow(/has no instruct.safetensors/);
  });

  it('a LoRA alone, one of another method, and one of another model', async () => {
    settle(instruct);
    const file = join(folder, 'instruct.safetensors');
    cpSync(LORA, file);
    await expect(refusal()).rejects.toThrow(/has no unet.conv_in.weight/);
    await writeEditor(file, { folder, channels: 9 });
    await expect(refusal()).rejects.toThrow(/reads 9 channels; .*“using instruct”.* reads 8/);
    const dims = [16, 8, 3, 3];
    writeSafetensors(file, {
      'unet.conv_in.weight': { dims, data: new Float32Array(16 * 8 * 9) },
    });
    await expect(refusal()).rejects.toThrow(/another model: its input is 16 × 8 × 3 × 3/);
  });

  it('a setting that nobody knows', async () => {
    settle({ instruct: { file: 'x', strength: 1 } });
    await expect(openModelFolder(folder)).rejects.toThrow(/editors.instruct/);
  });
});
