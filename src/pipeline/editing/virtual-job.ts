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

/** From here on a picture has gone over to its new words; see `turningOf`. */
const TURNED = 0.25;
/**
 * Other noise and stronger guidance, one after another, for an edit of which too little is seen, such as a little
 * rain. The picture that went farthest counts.
 */
const TRIES = [
  { seed: 0, stronger: 1 },
  { seed: 1, stronger: 1.5 },
  { seed: 2, stronger: 2 },
] as const;

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
        ...{ predictor, schedule, latent, noisings, signal },
        levels: noiseLevels(scheduler, schedule),
        picture: besideOf(model, latent),
        source: await embed(model.tokenizer.encode(source.inversion.prompt)),
        text: await embed(model.tokenizer.encode(targetPrompt)),
      };
      const cell = model.folder.latent.factor;
      let unetRows = 0;
      const posted = { picture: source.original, prompt: source.inversion.prompt };
      // What should be weak or strong is as it was asked for.
      const turnedOf =
        strength === undefined ? await source.meter.turning(posted, targetPrompt) : null;
      let best: { readonly picture: Picture; readonly turned: number } | undefined;
      for (const { seed: other, stronger } of TRIES) {
        const drawn = await virtualInstruct({
          ...{ ...run, seed: seed + other, guidanceScale: stronger * guidanceScale },
          // What comes after the first is rare, and so no part of the progress.
          progress: best ? new ProgressCounter(0, undefined) : progress,
        });
        throwIfCancelled(signal);
        unetRows += drawn.rows;
        const picture = await model.vae.decode(drawn.latent);
        const seen = { picture, turned: (await turnedOf?.(picture)) ?? TURNED };
        if (!best || seen.turned >= best.turned) best = seen;
        if (seen.turned >= TURNED && isSeen(picture, reconstruction, { cell })) break;
      }
      progress.advance('decode');
      const { picture } = best!;
      const drawn = { spec, picture, reconstruction, unetRows, mask: null, isLocal: isSwap };
      return [{ ...drawn, method: 'instruct', kind: null }];
    },
  };
}
