import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import * as ort from '../src/pipeline/runtime.ts';
import type { Picture } from '../src/pipeline/types.ts';
import { ROOT } from './lib.ts';

const FOLDER = join(ROOT, 'models', 'judge');

/** Class names of each head, in the order of its logits. */
const Labels = z.record(z.string(), z.array(z.string()));

/** What a picture shows: one class per head, such as `noun: 'cat'`, and the amount of weather. */
export interface Verdict {
  readonly classes: Readonly<Record<string, string>>;
  /** What each head gave for its classes. */
  readonly logits: Readonly<Record<string, readonly number[]>>;
  /** 0 … 1 */
  readonly amount: number;
}

/** The classifier that grades edits. It was trained on rendered pictures, never on drawn ones. */
export interface Judge {
  look(picture: Picture): Promise<Verdict>;
  close(): Promise<void>;
}

export async function readLabels(): Promise<z.infer<typeof Labels>> {
  return Labels.parse(JSON.parse(await readFile(join(FOLDER, 'labels.json'), 'utf8')));
}

export async function openJudge(): Promise<Judge> {
  const labels = await readLabels();
  const session = await ort.InferenceSession.create(join(FOLDER, 'judge.onnx'));
  const input = session.inputNames[0]!;
  return {
    async look({ data, width, height }) {
      const plane = width * height;
      const pixels = Float32Array.from(
        { length: 3 * plane },
        (_, i) => data[(i % plane) * 3 + Math.floor(i / plane)]! / 255,
      );
      const feed = new ort.Tensor('float32', pixels, [1, 3, height, width]);
      const outputs = await session.run({ [input]: feed });
      const head = (name: string) => Array.from(outputs[name]!.data, Number);
      const logits = Object.fromEntries(Object.keys(labels).map((name) => [name, head(name)]));
      const classes = Object.entries(labels).map(([name, classNames]) => {
        const own = logits[name]!;
        return [name, classNames[own.indexOf(Math.max(...own))]!] as const;
      });
      return { classes: Object.fromEntries(classes), logits, amount: head('amount')[0]! };
    },
    close: () => session.release(),
  };
}
