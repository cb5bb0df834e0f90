import {
  type EditPlan,
  type EditSettings,
  planEdit,
} from '../diffusion/prompt-to-prompt/plan-edit.ts';
import type { PromptToPromptSpec } from '../edit-types.ts';
import type { ModelFolder } from '../model/folder.ts';
import type { LoadedModel } from '../model/loaded-model.ts';
import type { EncodedPrompt } from '../model/parts/tokenizer.ts';
import type { Inversion } from '../types.ts';
import { namesLearned, withAdjectives } from './learned-names.ts';

/** The two that follow the source's attention. */
export type WordPath = NonNullable<PromptToPromptSpec['method']>;

export type PlannedSpec = EditPlan & {
  readonly spec: PromptToPromptSpec;
  readonly target: EncodedPrompt;
};

/**
 * What draws an edit by words: what its spec names, else what suits the model. The editor is better at words in
 * the place of others and at what comes to the whole scene, Prompt-to-Prompt at what an object puts on or
 * off. What is learned or added by a LoRA is unknown to the editor, and a LoRA's style cancels out in InfEdit.
 *
 * @throws WordbrushError as `followingJob` does
 */
export function pathOf(
  model: LoadedModel,
  inversion: Inversion,
  spec: PromptToPromptSpec,
): WordPath | 'instruct' {
  const { swaps, learned } = model.folder.settings;
  const isByEditor = isFollowed(model, spec);
  if (spec.method || spec.loras || (swaps === 'prompt-to-prompt' && !isByEditor))
    return spec.method ?? 'prompt-to-prompt';
  const { isSwap, hasNewObject, kind, isMore } = editPlanOf(model, inversion, spec);
  if (learned && hasNewObject && namesLearned(model.tokenizer.encode(spec.targetPrompt)))
    return 'prompt-to-prompt';
  if (isByEditor && (kind === 'replace' || isMore)) return 'instruct';
  return isSwap ? swaps : 'prompt-to-prompt';
}

/** Whether the folder has an editor that can follow a picture to an edit's words, with nothing besides them. */
export function isFollowed(model: LoadedModel, spec: PromptToPromptSpec): boolean {
  const { instruct } = model.folder.settings.editors;
  return instruct?.virtual !== undefined && isByWordsAlone(spec) && !model.hasLearned;
}

/** What an edit by words does. Throws as `followingJob` does. */
export function editPlanOf(
  model: LoadedModel,
  inversion: Inversion,
  spec: PromptToPromptSpec,
): EditPlan {
  const { settings } = model.folder;
  return plannedSpecs(model, inversion, inversion.timesteps.length, [spec], settings)[0]!;
}

/** Whether a spec has no dial that only Prompt-to-Prompt has. */
function isByWordsAlone(spec: PromptToPromptSpec): boolean {
  const { targetPrompt, seed, strength, blend = 'auto', ...dials } = spec;
  return blend === 'auto' && Object.keys(dials).length === 0;
}

/** What each of some edits by words does, over `steps` timesteps; `learned` is for those that name a subject. */
export function plannedSpecs(
  model: LoadedModel,
  { prompt, attention, latent }: Inversion,
  steps: number,
  specs: readonly PromptToPromptSpec[],
  settings: EditSettings,
  learned?: ModelFolder['settings']['learned'],
): PlannedSpec[] {
  const source = { prompt: model.tokenizer.encode(prompt), attention, latent, steps };
  return specs.map((spec) => {
    const typed = model.tokenizer.encode(spec.targetPrompt);
    const target = withAdjectives(model.tokenizer, source.prompt, typed);
    const plan = planEdit(spec, source, target, settings);
    if (!learned || !plan.hasNewObject || !namesLearned(target)) return { ...plan, spec, target };
    const { windows, newObject } = learned;
    const own = { ...settings, windows: { picture: windows, object: windows }, newObject };
    return { ...planEdit(spec, source, target, own), spec, target };
  });
}
