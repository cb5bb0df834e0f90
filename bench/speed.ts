import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { EditSpec } from '../src/pipeline/edit-types.ts';
import { EditingPipeline } from '../src/pipeline/pipeline.ts';
import type { Inversion, InvertOptions } from '../src/pipeline/types.ts';
import { forwardEquivalents } from './forward-equivalents.ts';
import { MODEL, markdownTable, ROOT, report } from './lib.ts';
import {
  findPython,
  HOW_TO_INSTALL,
  measureReference,
  type ReferenceMeasurement,
} from './reference.ts';

const PICTURE = join(ROOT, 'test', 'fixtures', 'parity', 'picture.png');
const PROMPT = 'a big cat on a red background in the snow';
const EDIT: EditSpec = {
  targetPrompt: 'a big lion on a red background in the snow',
  align: 'replace',
  crossWindow: [0, 0.8],
  selfWindow: [0, 0.4],
  blend: { source: 'cat', target: 'lion', start: 0.2, threshold: 0.3 },
};

/** The reference's way to edit, which the trained editor of the bundled model stands in for by default. */
const AS_IN_PAPER: EditSpec = { ...EDIT, method: 'prompt-to-prompt' };

/** The middle of this many runs of ours counts; the reference, which takes minutes, runs once. */
const REPEATS = 3;

const NULL_TEXT = { method: 'null-text' } as const;
/** T and N of the paper, and of the reference. */
const AS_WRITTEN = { ...NULL_TEXT, steps: 50, innerSteps: 10 };

interface Ours {
  readonly loadSeconds: number;
  /** With the steps that suit the model, which everybody gets who does not ask for others. */
  readonly byDefault: Run;
  /** With as many steps as the reference takes. */
  readonly asWritten: Run;
  readonly peakRssMiB: number;
}

/** What the pipeline measures that keeps nothing of a source. */
type Forgetful = Omit<Run, 'sourceKept'>;

interface Run {
  readonly steps: number;
  readonly inversion: Inversion;
  readonly invertSeconds: number;
  readonly edit: EditRun;
  /** With the source run again at every step that looks at it, as in the first edit of a picture. */
  readonly promptToPrompt: EditRun;
  /** The same for every later edit of the picture. */
  readonly sourceKept: EditRun;
  readonly psnr: number;
  readonly unetEvaluations: number;
  readonly gradientEvaluations: number;
}

interface EditRun {
  readonly seconds: number;
  readonly unetRows: number;
}

async function measureOurs(): Promise<Ours> {
  const { byDefault, asWritten, ...forgetful } = await measureForgetful();
  const pipeline = await EditingPipeline.load(MODEL);
  try {
    return {
      ...forgetful,
      byDefault: { ...byDefault, sourceKept: await measureKept(pipeline, byDefault.inversion) },
      asWritten: { ...asWritten, sourceKept: await measureKept(pipeline, asWritten.inversion) },
    };
  } finally {
    await pipeline.close();
  }
}

async function measureForgetful() {
  const start = performance.now();
  const pipeline = await EditingPipeline.load(MODEL, { attentionMiB: 0 });
  const loadSeconds = (performance.now() - start) / 1000;
  try {
    const picture = await readFile(PICTURE);
    const warmUp = await pipeline.invert(picture, PROMPT, {
      ...NULL_TEXT,
      steps: 2,
      innerSteps: 1,
    });
    for (const spec of [EDIT, AS_IN_PAPER]) await pipeline.edit(warmUp, [spec]);
    return {
      loadSeconds,
      byDefault: await measureRun(pipeline, picture, NULL_TEXT),
      asWritten: await measureRun(pipeline, picture, AS_WRITTEN),
      peakRssMiB: process.resourceUsage().maxRSS / 1024,
    };
  } finally {
    await pipeline.close();
  }
}

async function measureRun(
  pipeline: EditingPipeline,
  picture: Uint8Array,
  options: InvertOptions,
): Promise<Forgetful> {
  const inversions = [];
  for (let i = 0; i < REPEATS; i++)
    inversions.push(await pipeline.invert(picture, PROMPT, options));
  const { steps, psnr, unetEvaluations, gradientEvaluations } = inversions[0]!.report;
  return {
    steps,
    inversion: inversions[0]!,
    invertSeconds: median(inversions.map((inversion) => inversion.report.seconds)),
    edit: await measureEdit(pipeline, inversions[0]!, EDIT),
    promptToPrompt: await measureEdit(pipeline, inversions[0]!, AS_IN_PAPER),
    psnr,
    unetEvaluations,
    gradientEvaluations,
  };
}

/** After a first edit, which keeps the source, and a second, which opens the graphs. */
async function measureKept(pipeline: EditingPipeline, inversion: Inversion): Promise<EditRun> {
  for (let i = 0; i < 2; i++) await pipeline.edit(inversion, [AS_IN_PAPER]);
  return await measureEdit(pipeline, inversion, AS_IN_PAPER);
}

async function measureEdit(
  pipeline: EditingPipeline,
  inversion: Inversion,
  spec: EditSpec,
): Promise<EditRun> {
  const edits = [];
  for (let i = 0; i < REPEATS; i++) edits.push((await pipeline.edit(inversion, [spec]))[0]!);
  return { seconds: median(edits.map((edit) => edit.seconds)), unetRows: edits[0]!.unetRows };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function figuresOf({ byDefault, asWritten, ...ours }: Ours, theirs: ReferenceMeasurement | null) {
  return {
    invert: {
      seconds: byDefault.invertSeconds,
      atReferenceStepsSeconds: asWritten.invertSeconds,
      referenceSeconds: theirs?.asWritten.seconds ?? null,
      frozenReferenceSeconds: theirs?.frozen.seconds ?? null,
      fusedReferenceSeconds: theirs?.fused.seconds ?? null,
      psnr: byDefault.psnr,
      atReferenceStepsPsnr: asWritten.psnr,
      referencePsnr: theirs?.asWritten.psnr ?? null,
      steps: byDefault.steps,
      referenceSteps: asWritten.steps,
      unetEvaluations: byDefault.unetEvaluations,
      gradientEvaluations: byDefault.gradientEvaluations,
      forwardEquivalents: equivalentsOf(byDefault),
      atReferenceStepsForwardEquivalents: equivalentsOf(asWritten),
      referenceForwardEquivalents: theirs && equivalentsOf(theirs.asWritten),
      referenceUnetEvaluations: theirs?.asWritten.unetEvaluations ?? null,
      referenceGradientEvaluations: theirs?.asWritten.gradientEvaluations ?? null,
    },
    edit: {
      ...byDefault.edit,
      promptToPrompt: byDefault.promptToPrompt,
      sourceKept: byDefault.sourceKept,
      atReferenceSteps: asWritten.promptToPrompt,
      atReferenceStepsSourceKept: asWritten.sourceKept,
      referenceSeconds: theirs?.edit.seconds ?? null,
      referenceUnetRows: theirs?.edit.unetEvaluations ?? null,
    },
    load: { seconds: ours.loadSeconds, referenceSeconds: theirs?.loadSeconds ?? null },
    peakRssMiB: ours.peakRssMiB,
    referencePeakRssMiB: theirs?.peakRssMiB ?? null,
    referenceVersions: theirs?.versions ?? null,
  };
}

function equivalentsOf(run: Pick<Run, 'unetEvaluations' | 'gradientEvaluations'>): number {
  return Math.round(forwardEquivalents(run.unetEvaluations, run.gradientEvaluations));
}

function tableOf(ours: Ours, theirs: ReferenceMeasurement | null): string {
  const { byDefault, asWritten } = ours;
  const cells = (seconds: number, base: number, ...rest: (number | string)[]) => [
    seconds.toFixed(2),
    `${(seconds / base).toFixed(1)} ×`,
    ...rest.map(String),
  ];
  const invert = [byDefault, asWritten].map((run) => [
    `inversion, ours, ${run.steps} steps`,
    ...cells(
      run.invertSeconds,
      byDefault.invertSeconds,
      run.psnr.toFixed(2),
      run.unetEvaluations,
      run.gradientEvaluations,
      equivalentsOf(run),
    ),
  ]);
  const edit = [
    { name: 'by default', run: byDefault.edit },
    ...[byDefault, asWritten].flatMap(({ steps, promptToPrompt, sourceKept }) => [
      { name: `Prompt-to-Prompt, ${steps} steps`, run: promptToPrompt },
      { name: `Prompt-to-Prompt, ${steps} steps, source kept`, run: sourceKept },
    ]),
  ].map(({ name, run }) => [
    `edit, ours, ${name}`,
    ...cells(run.seconds, byDefault.edit.seconds, '', run.unetRows, '', ''),
  ]);
  if (theirs) {
    const forms = {
      'as written': theirs.asWritten,
      'frozen weights': theirs.frozen,
      'frozen weights, fused attention': theirs.fused,
    };
    for (const [name, form] of Object.entries(forms))
      invert.push([
        `inversion, PyTorch, ${asWritten.steps} steps, ${name}`,
        ...cells(
          form.seconds,
          byDefault.invertSeconds,
          form.psnr.toFixed(2),
          form.unetEvaluations,
          form.gradientEvaluations,
          equivalentsOf(form),
        ),
      ]);
    edit.push([
      `edit, PyTorch, Prompt-to-Prompt, ${asWritten.steps} steps`,
      ...cells(
        theirs.edit.seconds,
        byDefault.edit.seconds,
        '',
        theirs.edit.unetEvaluations,
        '',
        '',
      ),
    ]);
  }
  const table = markdownTable(
    ['', 'seconds', 'against ours', 'PSNR dB', 'UNet rows', 'gradients', 'forward equivalents'],
    [...invert, ...edit],
  );
  const megabytes = (value: number) => `${Math.round(value)} MiB`;
  const notes = [
    `Peak memory ${megabytes(ours.peakRssMiB)}${theirs ? `, PyTorch ${megabytes(theirs.peakRssMiB)}` : ''}.`,
    `Loading took ${ours.loadSeconds.toFixed(1)} s${theirs ? `, PyTorch ${theirs.loadSeconds.toFixed(1)} s` : ''}.`,
    theirs
      ? `PyTorch ${theirs.versions.torch}, diffusers ${theirs.versions.diffusers}, ${theirs.threads} threads.`
      : `PyTorch is not installed, so the reference was not measured. To install it: \`${HOW_TO_INSTALL}\`.`,
  ];
  return `${table}\n\n${notes.join(' ')}`;
}

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, write: { type: 'boolean' } },
});
const python = await findPython();
if (!python)
  process.stderr.write(
    `PyTorch is not installed, so only ours is measured. To install it: ${HOW_TO_INSTALL}\n`,
  );
const ours = await measureOurs();
const theirs = python && (await measureReference(python, MODEL, PICTURE, PROMPT, EDIT));
await report(
  'speed',
  'npm run bench:speed',
  { figures: figuresOf(ours, theirs || null), table: tableOf(ours, theirs || null) },
  values,
);
