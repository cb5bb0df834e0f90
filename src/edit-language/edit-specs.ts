import type { EditMethod, EditSpec, PromptToPromptSpec } from '../pipeline/edit-types.ts';
import { isTrained } from '../pipeline/edit-types.ts';
import { spanOf } from './edit-language.ts';
import {
  COMMON_METHODS,
  comparedMethods,
  imagicSpecOf,
  redrawSpecOf,
  trainedSpecOf,
} from './edit-methods.ts';
import type { EditRequest } from './edit-request.ts';
import { contentWords, findPhrase } from './english/prompt-words.ts';

/**
 * The pipeline's form of an edit that runs from `sourcePrompt`: one spec, or of \`using all\` one a method,
 * less those that cannot do it. `mask` is a picture file, white where an inpainting redraws; `methods` are
 * those that the model has.
 *
 * @throws WordbrushError `bad-edit` when `only` or `keep` names nothing in either prompt
 */
export function editSpecsOf(
  request: EditRequest,
  sourcePrompt: string,
  mask?: Uint8Array,
  methods: readonly EditMethod[] = COMMON_METHODS,
): EditSpec[] {
  const { using = 'prompt-to-prompt' } = request.options;
  const where = mask ? { picture: mask } : objectOf(request, sourcePrompt);
  const chosen =
    using === 'all'
      ? comparedMethods(methods).filter((method) => method !== 'inpaint' || where)
      : [using];
  return chosen.map((method) => {
    if (method === 'prompt-to-prompt' || method === 'infedit')
      return { ...wordSpecOf(request, sourcePrompt), ...(request.options.using && { method }) };
    if (method === 'imagic') return imagicSpecOf(request);
    return isTrained(method)
      ? trainedSpecOf(request, method, where)
      : redrawSpecOf(request, method, where);
  });
}

/** Of Prompt-to-Prompt and InfEdit; structure is the end of the self-attention window. */
function wordSpecOf(request: EditRequest, sourcePrompt: string): PromptToPromptSpec {
  const { targetPrompt, weights, options } = request;
  const only = options.only === undefined ? null : region(request, sourcePrompt, options.only);
  const keep = options.keep === undefined ? null : region(request, sourcePrompt, options.keep);
  return {
    targetPrompt,
    ...(weights.length > 0 && { weights }),
    ...(options.weighing !== undefined && { weighing: options.weighing }),
    ...(options.strength !== undefined && { strength: options.strength }),
    ...(options.structure !== undefined && { selfWindow: [0, options.structure] as const }),
    ...(options.seed !== undefined && { seed: options.seed }),
    ...(options.loras && { loras: options.loras }),
    ...((only || keep) && {
      blend: { source: '', target: '', ...only, ...(keep && { subtract: keep }) },
    }),
  };
}

/** What an edit is about, in words of the source prompt: `only` that, or what the arrows replace. */
function objectOf(request: EditRequest, sourcePrompt: string): { words: string } | null {
  const { only } = request.options;
  const words =
    only === undefined
      ? request.replacements
          .flatMap(({ from }) => contentWords(from))
          .filter((word) => findPhrase(sourcePrompt, word) !== null)
          .join(' ')
      : region(request, sourcePrompt, only).source;
  return words === '' ? null : { words };
}

/** What an object is called in the source and in the target prompt; '' where it is not there. */
function region(
  request: EditRequest,
  sourcePrompt: string,
  phrase: string,
): { source: string; target: string } {
  const isIn = (prompt: string): boolean => findPhrase(prompt, phrase) !== null;
  const counterpart = request.replacements.find(
    ({ from, to }) => findPhrase(from, phrase) !== null || findPhrase(to, phrase) !== null,
  );
  const source = isIn(sourcePrompt) ? phrase : (counterpart?.from ?? '');
  const target = isIn(request.targetPrompt) ? phrase : (counterpart?.to ?? '');
  if (source === '' && target === '') spanOf(request.targetPrompt, phrase);
  return {
    source: source !== '' && findPhrase(sourcePrompt, source) ? source : '',
    target: target !== '' && findPhrase(request.targetPrompt, target) ? target : '',
  };
}
