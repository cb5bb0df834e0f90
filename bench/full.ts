/**
 * Full size: a folder of Stable Diffusion 1.5's architecture with random weights, at 512×512; the
 * compiler's graphs one by one, then whole jobs. Each figure is taken in a process of its own, so that its peak memory is its own too.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import { CompiledUNet } from '../src/pipeline/model/compile.ts';
import { UNet } from '../src/pipeline/model/parts/unet.ts';
import { sizeOf, type Tensor } from '../src/pipeline/tensor.ts';
import { type FullJob, JOBS, measureJob } from './full-jobs.ts';
import { markdownTable, ROOT, report } from './lib.ts';
import { findPython, HOW_TO_INSTALL } from './reference.ts';

const run = promisify(execFile);

const LATENT = { channels: 4, height: 64, width: 64 };
const [TOKENS, WIDTH] = [77, 768];
const TIMESTEP = 601;
/** The best of this many runs counts, after one that maps the weights. */
const REPEATS = 2;

const Phase = z.enum(['compile', 'forward', 'gradient', 'edit']);
const Job = z.enum(JOBS);
const Measured = z.object({
  seconds: z.number(),
  stemSeconds: z.number().default(0),
  /** Of whole jobs. */
  unetRows: z.number().default(0),
  vaeSeconds: z.number().default(0),
  peakRssMiB: z.number(),
  /** With what is mapped several times counted once; 0 where the system does not tell. */
  peakPssMiB: z.number().default(0),
});
type Measured = z.infer<typeof Measured>;

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean' },
    write: { type: 'boolean' },
    model: { type: 'string', default: join(tmpdir(), 'wordbrush-sd15') },
    /** For the processes that the bench starts: what to measure, where. */
    phase: { type: 'string' },
    cache: { type: 'string' },
    gradient: { type: 'string' },
  },
});

/** Values of about unit variance, the same for every caller. */
function noise(dims: readonly number[], seed: number): Tensor {
  const data = Float32Array.from(
    { length: sizeOf(dims) },
    (_, i) => 1.4 * Math.sin((i + 1) * (12.9898 + seed) + seed * (i % 7)),
  );
  return { data, dims };
}

const latentDims = [1, LATENT.channels, LATENT.height, LATENT.width];
const contextDims = [1, TOKENS, WIDTH];
const INPUTS = {
  latent: noise(latentDims, 1),
  nullEmbedding: noise(contextDims, 2),
  conditional: noise(latentDims, 3),
  target: noise(latentDims, 4),
};
const COEFFICIENTS = {
  guidanceScale: 7.5,
  latentCoefficient: 1.03125,
  predictionCoefficient: -0.0625,
};

async function measure(phase: z.infer<typeof Phase>, cache: string): Promise<Measured> {
  const target = {
    modelPath: join(options.model, 'unet', 'model.onnx'),
    fingerprint: 'random-sd15',
    latent: LATENT,
    tokens: TOKENS,
    embeddingWidth: WIDTH,
  };
  let seconds = Number.POSITIVE_INFINITY;
  let stemSeconds = Number.POSITIVE_INFINITY;
  const best = async (work: () => Promise<unknown>) => {
    for (let i = 0; i <= REPEATS; i++) {
      const start = performance.now();
      await work();
      if (i > 0) seconds = Math.min(seconds, (performance.now() - start) / 1000);
    }
  };
  const limits = { selfAttentionMaxTokens: 32 ** 2, observedTokens: 16 ** 2 };
  const unet = new UNet(target, limits, cache);
  const { latent, nullEmbedding, conditional } = INPUTS;
  switch (phase) {
    case 'compile': {
      const start = performance.now();
      await new CompiledUNet(target, cache).path({ kind: 'gradient' });
      seconds = (performance.now() - start) / 1000;
      break;
    }
    case 'forward':
      await best(() => unet.predict(latent, TIMESTEP, nullEmbedding));
      break;
    case 'gradient': {
      let values: Tensor | undefined;
      await best(async () => {
        const start = performance.now();
        const step = await unet.nullText(latent, TIMESTEP);
        stemSeconds = Math.min(stemSeconds, (performance.now() - start) / 1000);
        const result = await step.gradient({ ...INPUTS, ...COEFFICIENTS });
        values = result.gradient;
      });
      if (options.gradient && values) await writeFile(options.gradient, values.data);
      break;
    }
    case 'edit': {
      const mapper = new Float32Array(TOKENS * TOKENS);
      for (let token = 0; token < TOKENS; token++) mapper[token * (TOKENS + 1)] = 1;
      const step = {
        timestep: TIMESTEP,
        sourceLatent: latent,
        targetLatents: conditional,
        nullEmbeddings: nullEmbedding,
        sourceContext: noise(contextDims, 5),
        targetContexts: noise(contextDims, 6),
        crossAttention: {
          sourceMapper: { data: mapper, dims: [1, TOKENS, TOKENS] },
          targetGain: { data: new Float32Array(TOKENS), dims: [1, 1, TOKENS] },
        },
        replaceSelfAttention: true,
        observe: true,
      };
      await best(() => unet.edit(step));
    }
  }
  await unet.close();
  const peakRssMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  return Measured.parse({
    seconds,
    ...(Number.isFinite(stemSeconds) && { stemSeconds }),
    peakRssMiB,
  });
}

async function measureWhole(job: FullJob, cache: string): Promise<Measured> {
  process.env.WORDBRUSH_CACHE = cache;
  const measured = await measureJob(options.model, job);
  const peakRssMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  return Measured.parse({ ...measured, peakRssMiB });
}

async function inOwnProcess(phase: string, ...more: string[]): Promise<Measured> {
  const script = [import.meta.filename, '--model', options.model, '--phase', phase, ...more];
  const running = run(process.execPath, script);
  let peakPssMiB = 0;
  const look = setInterval(async () => {
    peakPssMiB = Math.max(peakPssMiB, await proportionalMiB(running.child.pid ?? 0));
  }, LOOK_MS);
  try {
    const { stdout } = await running;
    return { ...Measured.parse(JSON.parse(stdout)), peakPssMiB };
  } finally {
    clearInterval(look);
  }
}

/** A look walks all pages of a process: rare enough to cost the figures nothing that shows. */
const LOOK_MS = 2_000;

/** Memory of a process in which a page that it maps several times counts once (Linux's `Pss`); else 0. */
async function proportionalMiB(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Math.round(Number(/^Pss:\s+(\d+) kB$/mu.exec(rollup)?.[1] ?? 0) / 1024);
}

/** ‖ours − PyTorch's‖ / ‖PyTorch's‖, on the same weights and inputs. */
async function relativeError(python: string, folder: string, gradient: string): Promise<number> {
  for (const [name, { data }] of Object.entries(INPUTS)) await writeFile(join(folder, name), data);
  const { guidanceScale, latentCoefficient, predictionCoefficient } = COEFFICIENTS;
  const numbers = [TIMESTEP, guidanceScale, latentCoefficient, predictionCoefficient].map(String);
  const script = join(ROOT, 'bench', 'random-sd15-gradient.py');
  await run(python, [script, folder, ...numbers]);
  const floats = async (path: string) =>
    new Float32Array(new Uint8Array(await readFile(path)).buffer);
  const [ours, theirs] = [await floats(gradient), await floats(join(folder, 'reference'))];
  const error = ours.map((value, i) => value - theirs[i]!);
  const square = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(square(error) / square(theirs));
}

async function main(): Promise<void> {
  const python = await findPython();
  if (!existsSync(join(options.model, 'model_index.json'))) {
    if (!python)
      throw new Error(
        `There is no random Stable Diffusion folder at ${options.model}, and no PyTorch to make one: ` +
          `${HOW_TO_INSTALL}, or name a folder with --model.`,
      );
    process.stderr.write(`Making a random Stable Diffusion 1.5 in ${options.model} …\n`);
    await run(python, [join(ROOT, 'bench', 'make-random-sd15.py'), options.model]);
  }
  // Beside the model, so that its weights can be linked.
  const cache = await mkdtemp(join(options.model, 'compiled-'));
  try {
    const gradientFile = join(cache, 'gradient');
    const where = ['--cache', cache];
    const compile = await inOwnProcess('compile', ...where);
    const forward = await inOwnProcess('forward', ...where);
    const gradient = await inOwnProcess('gradient', ...where, '--gradient', gradientFile);
    const edit = await inOwnProcess('edit', ...where);
    const inversion = await inOwnProcess('quick-inversion', ...where);
    const infedit = await inOwnProcess('infedit', ...where);
    const lcmEdit = await inOwnProcess('lcm-edit', ...where);
    const all = [compile, forward, gradient, edit, inversion, infedit, lcmEdit];
    const figures = {
      forwardSeconds: forward.seconds,
      // Both parts, though the inner steps of one timestep share the stem.
      gradientSeconds: gradient.seconds,
      stemSeconds: gradient.stemSeconds,
      editStepSeconds: edit.seconds,
      quickInversionSeconds: inversion.seconds,
      infeditSeconds: infedit.seconds,
      lcmEditSeconds: lcmEdit.seconds,
      vaeSeconds: inversion.vaeSeconds,
      peakRssMiB: Math.max(...all.map((m) => m.peakRssMiB)),
      peakPssMiB: Math.max(...all.map((m) => m.peakPssMiB)),
      compileSeconds: compile.seconds,
      gradientRelativeError:
        python === null ? null : await relativeError(python, cache, gradientFile),
    };
    const error = figures.gradientRelativeError;
    const row = (what: string, { seconds, peakRssMiB, peakPssMiB }: Measured) => [
      what,
      `${seconds.toFixed(1)} s`,
      `${(seconds / forward.seconds).toFixed(2)}×`,
      `${(peakPssMiB / 1024).toFixed(1)} GiB`,
      `${(peakRssMiB / 1024).toFixed(1)} GiB`,
    ];
    const table = `${markdownTable(
      ['', 'time', 'of a forward run', 'peak memory', 'as the system lists it'],
      [
        row('compile (normalise, differentiate, mirror kernels)', compile),
        row('UNet forward, one row', forward),
        row('null-text loss and gradient, with the stem', gradient),
        row('one edit step, three rows', edit),
        row(`a whole quick inversion, ${inversion.unetRows} rows`, inversion),
        row(`an edit by InfEdit in 12 steps, ${infedit.unetRows} rows`, infedit),
        row(`an LCM’s edit by InfEdit in 4 steps, ${lcmEdit.unetRows} rows`, lcmEdit),
      ],
    )}\n\nThe stem, which the inner steps of one timestep share, took ${gradient.stemSeconds.toFixed(1)} s of it. A picture’s way through the autoencoder took ${inversion.vaeSeconds.toFixed(1)} s, once for an inversion and its edits. The weights are mapped from their file, and are in memory once; what the system lists (RSS) counts them once for each open graph. ${
      error === null
        ? `PyTorch is not installed (${HOW_TO_INSTALL}): the gradient was not compared.`
        : `Relative error of the gradient against PyTorch: ${error.toExponential(1)}.`
    }`;
    await report('full', 'npm run bench:full', { figures, table }, options);
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

const job = Job.safeParse(options.phase);
if (options.phase && options.cache)
  process.stdout.write(
    JSON.stringify(
      job.success
        ? await measureWhole(job.data, options.cache)
        : await measure(Phase.parse(options.phase), options.cache),
    ),
  );
else await main();
