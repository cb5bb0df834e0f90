import type { DdimStep } from './diffusion/schedule/schedule.ts';
import { fillJob, instructJob, type TrainedSource } from './diffusion/trained/trained-jobs.ts';
import { type DrawJob, followingJob, infeditJob, pathOf, redrawingJob } from './draw-jobs.ts';
import type { LoadedModel } from './model/loaded-model.ts';
import { isPromptToPrompt } from './offers.ts';
import type { EditSpec, InstructSpec, PromptToPromptSpec } from './types.ts';

/**
 * The batches in which some specs are drawn by one model: those by Prompt-to-Prompt together; the other
 * methods start from the picture itself, one after another.
 *
 * @throws WordbrushError `bad-prompt`, `bad-edit`, `bad-option` for a spec, before anything is drawn
 */
export async function editJobs(
  model: LoadedModel,
  source: TrainedSource,
  schedule: readonly DdimStep[],
  specs: readonly EditSpec[],
): Promise<DrawJob[]> {
  const { inversion, encoded } = source;
  const controlled = Object.groupBy(specs.filter(isPromptToPrompt), (spec) =>
    pathOf(model, inversion, spec),
  );
  const {
    'prompt-to-prompt': followers = [],
    infedit: virtual = [],
    instruct: told = [],
  } = controlled;
  const jobs: DrawJob[] = [];
  if (followers.length > 0) jobs.push(await followingJob(model, inversion, schedule, followers));
  if (virtual.length > 0) jobs.push(await infeditJob(model, inversion, virtual, encoded));
  for (const spec of told) jobs.push(await instructJob(model, source, instructionOf(spec), spec));
  for (const spec of specs)
    if (spec.method === 'instruct') jobs.push(await instructJob(model, source, spec));
    else if (spec.method === 'fill') jobs.push(await fillJob(model, source, spec));
    else if (!isPromptToPrompt(spec))
      jobs.push(await redrawingJob(model, inversion, schedule, spec, encoded));
  return jobs;
}

/** What the editor for instructions is told instead: the caption of the wanted picture. */
function instructionOf({ targetPrompt, seed, strength }: PromptToPromptSpec): InstructSpec {
  return {
    method: 'instruct',
    targetPrompt,
    ...(seed !== undefined && { seed }),
    ...(strength !== undefined && { strength }),
  };
}
