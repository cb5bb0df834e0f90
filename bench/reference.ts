import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { EditSpec } from '../src/pipeline/edit-types.ts';
import { ROOT } from './lib.ts';

const run = promisify(execFile);
const RECIPE = join(ROOT, 'models', 'recipe');

export const HOW_TO_INSTALL =
  'python3 -m venv models/recipe/.venv && ' +
  'models/recipe/.venv/bin/pip install -r models/recipe/requirements.txt';

const Inversion = z.object({
  seconds: z.number(),
  psnr: z.number(),
  unetEvaluations: z.number(),
  gradientEvaluations: z.number(),
});

const Measured = z.object({
  loadSeconds: z.number(),
  versions: z.object({ torch: z.string(), diffusers: z.string() }),
  threads: z.number(),
  asWritten: Inversion,
  frozen: Inversion,
  fused: Inversion,
  edit: z.object({ seconds: z.number(), unetEvaluations: z.number() }),
  peakRssMiB: z.number(),
});

/** What models/recipe/reference/measure.py prints; see there for the three forms. */
export type ReferenceMeasurement = z.infer<typeof Measured>;

/**
 * A Python that can run the reference: `WORDBRUSH_PYTHON`, the recipe's virtual environment or
 * `python3`; null when none of them has PyTorch and diffusers.
 */
export async function findPython(): Promise<string | null> {
  const own = join(RECIPE, '.venv', 'bin', 'python');
  const python = process.env.WORDBRUSH_PYTHON ?? (existsSync(own) ? own : 'python3');
  const probe = ['-c', 'import torch, diffusers, transformers, onnx, onnxruntime, PIL'];
  return run(python, probe).then(
    () => python,
    () => null,
  );
}

/** Runs the reference on one picture with the paper's steps. */
export async function measureReference(
  python: string,
  model: string,
  picture: string,
  prompt: string,
  edit: EditSpec,
): Promise<ReferenceMeasurement> {
  const { stdout } = await run(
    python,
    // biome-ignore format: one argument and its value a line
    ['-m', 'reference.measure', model, picture,
      '--prompt', prompt,
      '--edit', JSON.stringify(edit)],
    { cwd: RECIPE, maxBuffer: 2 ** 24 },
  );
  return Measured.parse(JSON.parse(stdout.trim().split('\n').at(-1)!));
}
