import type { DdimStep } from './diffusion/schedule/schedule.ts';
import { type DrawJob, followingJob, infeditJob, pathOf, redrawingJob } from './draw-jobs.ts';
import type { Encoded, LoadedModel } from './model/loaded-model.ts';
import type { EditSpec, Inversion, PromptToPromptSpec } from './types.ts';

/**
 * The batches in which some specs are drawn by one model: those by Prompt-to-Prompt together; the other
 * methods start from the picture itself, one after another.
 *
 * @throws WordbrushError `bad-prompt`, `bad-edit`, `bad-option` for a spec, before anything is drawn
 */
export async function editJobs(
  model: LoadedModel,
  inversion: Inversion,
  schedule: readonly DdimStep[],
  specs: readonly EditSpec[],
  encoded: () => Promise<Encoded>,
): Promise<DrawJob[]> {
  const controlled = Object.groupBy(specs.filter(isPromptToPrompt), (spec) =>
    pathOf(model, inversion, spec),
  );
  const { 'prompt-to-prompt': followers = [], infedit: virtual = [] } = controlled;
  const jobs: DrawJob[] = [];
  if (followers.length > 0) jobs.push(await followingJob(model, inversion, schedule, followers));
  if (virtual.length > 0) jobs.push(await infeditJob(model, inversion, virtual, encoded));
  for (const spec of specs)
    if (!isPromptToPrompt(spec))
      jobs.push(await redrawingJob(model, inversion, schedule, spec, encoded));
  return jobs;
}

function isPromptToPrompt(spec: EditSpec): spec is PromptToPromptSpec {
  const { method = 'prompt-to-prompt' } = spec;
  return method === 'prompt-to-prompt' || method === 'infedit';
}
