import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { WordbrushError } from '../../src/pipeline/errors.ts';
import { EditingPipeline } from '../../src/pipeline/pipeline.ts';
import { familyFolder } from '../families.ts';
import { temporaryFolder } from '../temporary.ts';

/** No folder, however odd, ends in an error that nobody foresaw. */
const work = temporaryFolder();

const CONFIGS = [
  'model_index.json',
  'scheduler/scheduler_config.json',
  'unet/config.json',
  'vae_decoder/config.json',
  'text_encoder/config.json',
  'tokenizer/tokenizer_config.json',
  'tokenizer/vocab.json',
  'wordbrush.json',
];
const VALUES = ['', 'null', '[]', '{}', '7', '{"a":', '{"sample_size":1e30,"scaling_factor":"x"}'];
const GRAPHS = ['unet', 'text_encoder', 'vae_encoder', 'vae_decoder'].map((x) => `${x}/model.onnx`);

interface Oddity {
  readonly what: string;
  readonly make: (folder: string) => void;
}
const oddities: Oddity[] = [
  ...CONFIGS.flatMap((path) =>
    VALUES.map((value) => ({
      what: `${path} is ${value || 'empty'}`,
      make: (folder: string) => writeFileSync(join(folder, path), value),
    })),
  ),
  ...CONFIGS.map((path) => ({
    what: `${path} is missing`,
    make: (folder: string) => rmSync(join(folder, path), { force: true }),
  })),
  ...CONFIGS.map((path) => ({
    what: `the values of ${path} are all null`,
    make: (folder: string) => {
      const config: object = JSON.parse(readFileSync(join(folder, path), 'utf8'));
      const nulls = Object.keys(config).map((key) => [key, null]);
      writeFileSync(join(folder, path), JSON.stringify(Object.fromEntries(nulls)));
    },
  })),
  ...GRAPHS.flatMap((path) => [
    { what: `${path} is empty`, make: (folder: string) => writeFileSync(join(folder, path), '') },
    { what: `${path} is cut`, make: (folder: string) => truncateSync(join(folder, path), 20_000) },
    {
      what: `${path} has bytes changed`,
      make: (folder: string) => {
        const bytes = readFileSync(join(folder, path));
        for (let at = 50; at < bytes.length; at += 997) bytes[at]! ^= 0x55;
        writeFileSync(join(folder, path), bytes);
      },
    },
    ...GRAPHS.filter((other) => other !== path).map((other) => ({
      what: `${path} is in truth ${other}`,
      make: (folder: string) => cpSync(join(folder, other), join(folder, path)),
    })),
  ]),
];

it('every odd folder works, or gets a sentence', async () => {
  const unforeseen: string[] = [];
  for (const [i, { what, make }] of oddities.entries()) {
    const folder = join(work, String(i));
    cpSync(familyFolder('sd-1-fixed'), folder, { recursive: true });
    make(folder);
    try {
      const pipeline = await EditingPipeline.load(folder);
      const picture = { width: 64, height: 64, data: new Uint8Array(64 * 64 * 3) };
      await pipeline
        .invert(picture, 'a cat', { method: 'direct', steps: 2 })
        .finally(() => pipeline.close());
    } catch (error) {
      if (!(error instanceof WordbrushError)) unforeseen.push(`${what}: ${error}`);
      else if (!/^.{20,}[.)]$/s.test(error.message))
        unforeseen.push(`${what}: no sentence: ${error.message}`);
    }
    rmSync(folder, { recursive: true });
  }
  expect(unforeseen).toEqual([]);
}, 300_000);
