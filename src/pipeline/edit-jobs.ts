import type { DdimStep } from './diffusion/schedule/schedule.ts';
import { fillJob, instructJob, type TrainedSource } from './diffusion/trained/trained-jobs.ts';
import { isVirtual, virtualInstructJob } from './diffusion/trained/virtual-job.ts';
import {
  type DrawJob,
  followingJob,
  infeditJob,
  pathOf,
  planOf,
  redrawingJob,
} from './draw-jobs.ts';
import type { EditSpec, ImagicSpec } from './edit-types.ts';
import { imagicGroups, imagicJob } from './learning/imagic-job.ts';
import type { LoadedModel } from './model/loaded-model.ts';
import { isPromptToPrompt } from './offers.ts';

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
  for (const spec of told)
    jobs.push(await virtualInstructJob(model, source, spec, planOf(model, inversion, spec)));
  const isImagic = (spec: EditSpec): spec is ImagicSpec => spec.method === 'imagic';
  for (const group of imagicGroups(specs.filter(isImagic)))
    jobs.push(await imagicJob(model, source, group));
  for (const spec of specs)
    if (isImagic(spec)) continue;
    else if (spec.method === 'instruct')
      jobs.push(
        isVirtual(model, spec)
          ? await virtualInstructJob(
              model,
              source,
              spec,
              planOf(model, inversion, { targetPrompt: spec.targetPrompt }),
            )
          : await instructJob(model, source, spec),
      );
    else if (spec.method === 'fill') jobs.push(await fillJob(model, source, spec));
    else if (!isPromptToPrompt(spec))
      jobs.push(await redrawingJob(model, inversion, schedule, spec, encoded));
  return jobs;
}
