import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectedOf, familyFolder } from '../../../../test/families.ts';
import type { EditSpec } from '../../edit-types.ts';
import { EditingPipeline } from '../../pipeline.ts';
import type { Inversion, LoraUse } from '../../types.ts';

const LORAS = join(import.meta.dirname, '../../../../test/fixtures/loras');
const named = (name: string, file: string, scale = 1) => ({
  file: join(LORAS, `${file}.safetensors`),
  ...{ scale, name },
});

let pipeline: EditingPipeline;
let inversion: Inversion;
beforeAll(async () => {
  pipeline = await EditingPipeline.load(familyFolder('sd-1'), {
    loras: [named('ink', 'peft'), named('other', 'misfit')],
    attentionMiB: 0, // the source is run each time, so that equal edits are equal to the last bit
  });
  const { side, picture } = expectedOf('sd-1').invert!;
  const data = Uint8Array.from(picture);
  const options = { method: 'pivotal', steps: 3 } as const;
  inversion = await pipeline.invert({ width: side, height: side, data }, PROMPT, options);
});
afterAll(async () => {
  await pipeline?.close();
});

const PROMPT = 'a cat on a red chair';
const spec = (...loras: readonly LoraUse[]): EditSpec => ({
  targetPrompt: 'a dog on a red chair',
  ...(loras.length > 0 && { loras }),
});
const draw = async (...specs: readonly EditSpec[]) =>
  (await pipeline.edit(inversion, specs, { isAsDrawn: true })).map(({ picture }) => picture.data);

test('named LoRAs act on the edits that ask for them, and on no others', async () => {
  const [plain, inked, twice, none] = await draw(
    spec(),
    spec({ name: 'Ink' }),
    spec({ name: 'ink', scale: 1 }),
    spec({ name: 'ink', scale: 0 }),
  );
  expect(inked).not.toEqual(plain);
  expect(twice).toEqual(inked);
  expect(none).toEqual(plain);
  expect(await draw(spec())).toEqual([plain]);
});

test('more of them than are kept open are opened again', async () => {
  const [first] = await draw(spec({ name: 'ink', scale: 0.5 }));
  for (const scale of [0.6, 0.7]) await draw(spec({ name: 'ink', scale }));
  expect(await draw(spec({ name: 'ink', scale: 0.5 }))).toEqual([first]);
  await expect(
    draw(...[0.1, 0.2, 0.3].map((scale) => spec({ name: 'ink', scale }))),
  ).rejects.toThrow(/2 choices of LoRAs at most/);
});

test('a wrong name is answered with those that there are, a wrong file with its key', async () => {
  await expect(draw(spec({ name: 'oil' }))).rejects.toThrow(
    'There is no LoRA “oil”: there are ink, other.',
  );
  await expect(draw(spec({ name: 'other' }))).rejects.toThrow(/misfit.safetensors cannot be used/);
});
