import type { EditSpec, InstructSpec, PromptToPromptSpec } from '../edit-types.ts';
import { keepUnchanged } from '../likeness/keep-unchanged.ts';
import type { LoadedModel } from '../model/loaded-model.ts';
import { readModelWords } from '../model/words.ts';
import { isPromptToPrompt } from '../offers.ts';
import type { Inversion, Picture } from '../types.ts';
import type { DrawJob, EditedPicture } from './draw-job.ts';
import { isVirtual, virtualInstructJob } from './virtual-job.ts';
import { weatherApart } from './weather-apart.ts';
import { editPlanOf, isFollowed, pathOf } from './word-plans.ts';

/**
 * An edit by words that asks for other weather beside what is not drawn as weather is: a new object needs fresh noise
 * at every step, and weather one that is held. It is drawn in two stages, first everything else by `jobsOf`, and
 * of that picture the weather, as a following edit would. Null for every other edit.
 *
 * @throws WordbrushError as `jobsOf` and `followingJob` do
 */
export async function stagedJob(
  model: LoadedModel,
  source: EditedPicture,
  spec: EditSpec,
  jobsOf: (first: EditSpec) => Promise<readonly DrawJob[]>,
): Promise<DrawJob | null> {
  const { inversion, original } = source;
  if (!isByEditor(model, spec)) return null;
  const between = await promptBetween(model, inversion, spec);
  if (between === null) return null;
  const [first] = await jobsOf({ ...spec, targetPrompt: between });
  if (!first) return null;
  const weatherOf = async (picture: Picture) =>
    await virtualInstructJob(
      model,
      {
        ...source,
        inversion: { ...inversion, prompt: between },
        original: picture,
        encoded: () => model.throughVae(picture),
      },
      spec,
      { isSwap: false, hasNewObject: false },
    );
  return {
    units: first.units + (await weatherOf(original)).units,
    draw: async (signal, progress) => {
      const [drawn] = await first.draw(signal, progress);
      const picture = keepUnchanged(
        drawn!.picture,
        { original, reconstruction: drawn!.reconstruction },
        { cell: model.folder.latent.factor, isLocal: drawn!.isLocal },
      );
      const last = await (await weatherOf(picture)).draw(signal, progress);
      return last.map((one) => ({
        ...one,
        original: picture,
        unetRows: drawn!.unetRows + one.unetRows,
      }));
    },
  };
}

/** Whether the editor that draws weather may draw an edit. */
function isByEditor(model: LoadedModel, spec: EditSpec): spec is PromptToPromptSpec | InstructSpec {
  if (spec.method === 'instruct') return isVirtual(model, spec);
  return isPromptToPrompt(spec) && isFollowed(model, spec);
}

/** What the first of two stages draws; null where one is enough. */
async function promptBetween(
  model: LoadedModel,
  inversion: Inversion,
  spec: PromptToPromptSpec | InstructSpec,
): Promise<string | null> {
  const { tokenizer, folder } = model;
  const words = await readModelWords(folder.path);
  if (!words) return null;
  const source = tokenizer.encode(inversion.prompt);
  const between = weatherApart(source, tokenizer.encode(spec.targetPrompt), words.weather);
  if (between === null) return null;
  const isHeld =
    (spec.method === 'instruct' ||
      pathOf(model, inversion, { ...spec, targetPrompt: between }) === 'instruct') &&
    !editPlanOf(model, inversion, { targetPrompt: between }).hasNewObject;
  return isHeld ? null : between;
}
