import { ProgressCounter } from '../diffusion/progress.ts';
import type { EditPlan } from '../diffusion/prompt-to-prompt/plan-edit.ts';
import { infeditUnits } from '../diffusion/redraw/infedit.ts';
import { noiseLevels } from '../diffusion/schedule/noise.ts';
import { ddimSchedule } from '../diffusion/schedule/schedule.ts';
import { type VirtualInstructRun, virtualInstruct } from '../diffusion/trained/virtual-instruct.ts';
import type { InstructSpec, PromptToPromptSpec } from '../edit-types.ts';
import { throwIfCancelled } from '../errors.ts';
import { isSeen } from '../likeness/keep-unchanged.ts';
import type { LoadedModel } from '../model/loaded-model.ts';
import type { Picture } from '../types.ts';
import type { DrawJob, EditedPicture } from './draw-job.ts';
import { besideOf, pulledGuidance } from './trained-jobs.ts';

/** Whether a spec tells by a caption what is wanted, and the folder's editor was trained to follow one. */
export function isVirtual({ folder }: LoadedModel, spec: InstructSpec): boolean {
  const { targetPrompt, seed, strength, method, ...others } = spec;
  return (
    folder.settings.editors.instruct?.virtual !== undefined && Object.keys(others).length === 0
  );
}

/** How much stronger an edit is guided of which nothing is seen, such as a little rain, one after another. */
const STRONGER = [2, 2.8];

/**
 * What `virtualInstruct` draws of the target prompt, by the plan that its words make. The folder's
 * settings must tell how (`isVirtual`, `pathOf`).
 */
export async function virtualInstructJob(
  model: LoadedModel,
  source: EditedPicture,
  spec: InstructSpec | PromptToPromptSpec,
  { isSwap, hasNewObject }: Pick<EditPlan, 'isSwap' | 'hasNewObject'>,
): Promise<DrawJob> {
  const { seed = 0, strength, targetPrompt } = spec;
  const own = model.folder.settings.editors.instruct?.virtual;
  const noisings: VirtualInstructRun['noisings'] = hasNewObject ? (own?.noisings ?? 1) : 'held';
  const dials = { ...(strength !== undefined && { strength }) };
  const schedule = ddimSchedule(model.folder.scheduler, own?.steps ?? model.folder.settings.steps);
  const usual = own?.guidanceScale ?? 1;
  const guidanceScale = pulledGuidance(
    dials,
    hasNewObject ? usual : (own?.heldGuidanceScale ?? usual),
  );
  return {
    units: 1 + infeditUnits({ schedule, noisings, touchUp: null }, 1) + 1,
    draw: async (signal, progress) => {
      const { latent, reconstruction } = await source.encoded();
      progress.advance('encode');
      const { scheduler } = model.folder;
      const { predictor, embed } = await model.editorFor('instruct', source.inversion.latent);
      const run = {
        ...{ predictor, schedule, latent, noisings, seed, signal },
        levels: noiseLevels(scheduler, schedule),
        picture: besideOf(model, latent),
        source: await embed(model.tokenizer.encode(source.inversion.prompt)),
        text: await embed(model.tokenizer.encode(targetPrompt)),
      };
      const cell = model.folder.latent.factor;
      let unetRows = 0;
      const drawAt = async (scale: number, told: ProgressCounter): Promise<Picture> => {
        const drawn = await virtualInstruct({ ...run, guidanceScale: scale, progress: told });
        throwIfCancelled(signal);
        unetRows += drawn.rows;
        return await model.vae.decode(drawn.latent);
      };
      let picture = await drawAt(guidanceScale, progress);
      for (const stronger of STRONGER) {
        if (isSeen(picture, reconstruction, { cell })) break;
        // Rare, and so no part of the progress.
        picture = await drawAt(stronger * guidanceScale, new ProgressCounter(0, undefined));
      }
      progress.advance('decode');
      const drawn = { spec, picture, reconstruction, unetRows, mask: null, isLocal: isSwap };
      return [{ ...drawn, method: 'instruct', kind: null }];
    },
  };
}
