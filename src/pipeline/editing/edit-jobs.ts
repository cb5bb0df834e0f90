import type { DdimStep } from '../diffusion/schedule/schedule.ts';
import type { EditSpec, ImagicSpec } from '../edit-types.ts';
import { imagicGroups, imagicJob } from '../learning/imagic-job.ts';
import type { LoadedModel } from '../model/loaded-model.ts';
import { isPromptToPrompt } from '../offers.ts';
import type { DrawJob, EditedPicture } from './draw-job.ts';
import { redrawingJob } from './redrawing-job.ts';
import { stagedJob } from './staged-job.ts';
import { fillJob, instructJob } from './trained-jobs.ts';
import { isVirtual, virtualInstructJob } from './virtual-job.ts';
import { followingJob, infeditJob } from './word-jobs.ts';
import { editPlanOf, pathOf } from './word-plans.ts';

/**
 * The batches in which some specs are drawn by one model: those by Prompt-to-Prompt together; the other
 * methods start from the picture itself, one after another.
 *
 * @throws WordbrushError `bad-prompt`, `bad-edit`, `bad-option` for a spec, before anything is drawn
 */
export async function editJobs(
  model: LoadedModel,
  source: EditedPicture,
  schedule: readonly DdimStep[],
  specs: readonly EditSpec[],
): Promise<DrawJob[]> {
  const { inversion } = source;
  const jobs: DrawJob[] = [];
  const atOnce: EditSpec[] = [];
  for (const spec of specs) {
    const staged = await stagedJob(model, source, spec, (first) =>
      editJobs(model, source, schedule, [first]),
    );
    if (staged) jobs.push(staged);
    else atOnce.push(spec);
  }
  const {
    'prompt-to-prompt': followers = [],
    infedit: virtual = [],
    instruct: told = [],
  } = Object.groupBy(atOnce.filter(isPromptToPrompt), (spec) => pathOf(model, inversion, spec));
  if (followers.length > 0) jobs.push(await followingJob(model, source, schedule, followers));
  if (virtual.length > 0) jobs.push(await infeditJob(model, source, virtual));
  for (const spec of told)
    jobs.push(await virtualInstructJob(model, source, spec, editPlanOf(model, inversion, spec)));
  for (const group of imagicGroups(atOnce.filter(isImagic)))
    jobs.push(await imagicJob(model, source, group));
  for (const spec of atOnce)
    if (isPromptToPrompt(spec) || isImagic(spec)) continue;
    else if (spec.method === 'fill') jobs.push(await fillJob(model, source, spec));
    else if (spec.method !== 'instruct')
      jobs.push(await redrawingJob(model, source, schedule, spec));
    else if (isVirtual(model, spec)) {
      const plan = editPlanOf(model, inversion, { targetPrompt: spec.targetPrompt });
      jobs.push(await virtualInstructJob(model, source, spec, plan));
    } else jobs.push(await instructJob(model, source, spec));
  return jobs;
}

function isImagic(spec: EditSpec): spec is ImagicSpec {
  return spec.method === 'imagic';
}
