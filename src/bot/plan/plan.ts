import { parseEdit } from '../../edit-language/edit-language.ts';
import {
  COMMON_METHODS,
  checkDials,
  checkMethod,
  checkTakesMask,
  comparedMethods,
  PULL,
  usualMethod,
} from '../../edit-language/edit-methods.ts';
import type {
  EditRequest,
  EditRequestOptions,
  WordWeight,
} from '../../edit-language/edit-request.ts';
import { findPhrase } from '../../edit-language/english/prompt-words.ts';
import type { EditMethod } from '../../pipeline/edit-types.ts';
import { isTrained } from '../../pipeline/edit-types.ts';
import { WordbrushError } from '../../pipeline/errors.ts';
import { noSuchLora } from '../../pipeline/model/lora/lora.ts';
import type { IntentOf } from '../intent/intent.ts';
import { reweighted } from '../intent/reactions.ts';
import { isSameName, type Learned, subjectsIn, withNames } from '../learned/learned.ts';
import { type Focus, type Result, resultOf, type Settings, type Source } from '../thread/thread.ts';
import { chainOptions, chainWeights, compose, editedWords, typedOf } from './chaining.ts';
import type { Draft } from './draft.ts';
import { specsOf } from './specs.ts';
import { assumedOf, isByPromptToPrompt, optionsOf, takesOf } from './variations.ts';

/** What Stronger and Weaker move a pull by: a press has to be seen; see docs/methods.md. */
const STEP = 0.3;

/** What will be done: the result that is drawn. Its specs are `specsOf(draft)`. */
export interface Plan {
  readonly draft: Draft;
  /** How many pictures limits count: all that are drawn. */
  readonly cost: number;
}

/** What a plan starts from: a kept picture, and the file that came along as a mask. */
export interface PlanFrom {
  readonly focus: Focus;
  readonly source: Source;
  readonly settings: Settings;
  readonly mask?: Uint8Array | undefined;
  /** Those that the model has; default: what every text-to-image model has. */
  readonly methods?: readonly EditMethod[];
  /** How many variations more are drawn than are shown; default none. */
  readonly spares?: number;
  /** The learned subjects of the workspace, and those that who asks may name. */
  readonly learned?: { readonly all: readonly Learned[]; readonly usable: readonly Learned[] };
  /** Names of the LoRAs that there are; default none. */
  readonly loras?: readonly string[];
}

type Planned = IntentOf<'edit' | 'dial' | 'vary'>;

/**
 * What an intent takes to be done.
 *
 * @throws WordbrushError `bad-edit`, always a sentence for the person
 */
export function planOf(intent: Planned, from: PlanFrom): Plan {
  const { draft, cost } = unnamed(intent, from);
  return { draft: withSubjects(draft, from), cost };
}

function unnamed(intent: Planned, from: PlanFrom): Plan {
  switch (intent.kind) {
    case 'edit':
      return editPlan(intent.text, from);
    case 'dial':
      return planned(turned(from.focus, intent.step), from);
    case 'vary':
      return planned(varied(from.focus.result), from);
  }
}

/** A result with the weights of the reactions on it. */
export function reweightingPlan(result: Result): Plan {
  return planned(weighed(result), {});
}

/** A draft with the learned subjects that its words name. */
function withSubjects(draft: Draft, { focus, source, learned }: PlanFrom): Draft {
  const { subjects: _, ...bare } = draft;
  const { all, usable } = learned ?? { all: [], usable: [] };
  const before = resultOf(focus.thread, draft.parent)?.subjects ?? [];
  const carried = [...before, ...(source.subjects ?? [])];
  const prompt = withNames(draft.prompt, [...usable, ...carried]);
  const subjects = subjectsIn([source.prompt, prompt], { carried, usable, all });
  const lost = carried.find(
    ({ name }) =>
      findPhrase(prompt, name) !== null && !subjects.some((named) => isSameName(named.name, name)),
  );
  if (lost)
    throw new WordbrushError(
      'bad-edit',
      `“${lost.name}” is no longer known to me. Use another word for it, such as "${lost.name}" -> "a cat", or teach me again with /learn.`,
    );
  return { ...bare, prompt, ...(subjects.length > 0 && { subjects }) };
}

function planned(
  draft: Draft,
  { methods = COMMON_METHODS, spares = 0 }: Pick<PlanFrom, 'methods' | 'spares'>,
): Plan {
  const { options } = draft;
  const isCompared = options.using === 'all';
  return { draft, cost: isCompared ? comparedMethods(methods).length : takesOf(options, spares) };
}

/**
 * An edit chains on the newest picture, also when that is still being drawn. What makes no sense
 * there may be meant for the one that people see: it is then read against that.
 */
function editPlan(text: string, from: PlanFrom): Plan {
  const { focus, source, mask, methods, loras = [] } = from;
  for (let { result } = focus; ; ) {
    try {
      const draft = edited(text, result, from);
      // Refuses what `only` and `keep` cannot name, before anything is queued.
      specsOf(draft, source, { mask, methods });
      const stranger = draft.options.loras?.find(({ name }) => !loras.includes(name));
      if (stranger) throw noSuchLora(stranger.name, loras);
      return planned(draft, from);
    } catch (error) {
      const parent = resultOf(focus.thread, result.parent);
      const isSeen = result.pictures.length > 0;
      if (isSeen || !parent || !(error instanceof WordbrushError)) throw error;
      result = parent;
    }
  }
}

/** The edit that a text asks for on a result: it chains on the result's prompt. */
function edited(
  text: string,
  from: Result,
  { settings, mask, methods = COMMON_METHODS }: PlanFrom,
): Draft {
  const edit = byMethod(parseEdit(text, from.prompt), mask, methods);
  checkMethod(edit.options, methods);
  if (mask) checkTakesMask(edit.options);
  return {
    title: text.trim(),
    prompt: edit.targetPrompt,
    replacements: compose(from.replacements, edit),
    weights: chainWeights(from.weights, edit),
    edited: editedWords(from.prompt, edit),
    ...chainOptions(edit.options, typedOf(from), settings),
    // A trained editor goes on from the picture that is there; the others redraw the posted one.
    ...(isTrained(edit.options.using) && from.parent !== null && { base: from.id }),
    parent: from.id,
    source: from.source,
  };
}

/** The edit by the method that suits the model and what came along, where it names none. */
function byMethod(
  edit: EditRequest,
  mask: Uint8Array | undefined,
  methods: readonly EditMethod[],
): EditRequest {
  const using = usualMethod(methods, mask !== undefined);
  if (edit.options.using !== undefined || using === 'prompt-to-prompt') return edit;
  const options = { ...edit.options, using };
  checkDials({ ...edit, options });
  return { ...edit, options };
}

/**
 * The same words with another strength: of the weights where the edit weighed words, else of the pull.
 */
function turned(focus: Focus, step: 1 | -1): Draft {
  const { result: from } = focus;
  const own = ownWeights(focus);
  const isWeighed = own.length > 0;
  const { dial, usual } = PULL[methodOf(from.options)];
  const options = optionsOf(from);
  const pull = clamp(hundredths((options[dial] ?? usual) + STEP * step), 0, 1);
  return {
    ...from,
    title: `${from.title} ${step > 0 ? '(stronger)' : '(weaker)'}`,
    weights: from.weights.map((weight) => (own.includes(weight) ? moved(weight, step) : weight)),
    options: isWeighed ? options : { ...options, [dial]: pull },
    assumed: assumedOf(from).filter((name) => isWeighed || name !== dial),
    parent: from.id,
  };
}

/** The weights that the edit set: those that the picture before it with other words or weights had not. */
function ownWeights({ thread, result }: Focus): readonly WordWeight[] {
  const { prompt, weights } = result;
  const factors = ({ weights: of }: Pick<Result, 'weights'>) => JSON.stringify(of);
  let parent = resultOf(thread, result.parent);
  while (parent?.prompt === prompt && factors(parent) === factors(result))
    parent = resultOf(thread, parent.parent);
  return weights.filter(({ words, factor }) => {
    const before = parent?.weights.find((weight) => weight.words === words)?.factor ?? 1;
    return factor !== before;
  });
}

function moved({ words, factor }: WordWeight, step: 1 | -1): WordWeight {
  return { words, factor: clamp(factor + (factor < 1 ? -0.5 : 0.5) * step, -2, 5) };
}

/** Four ways to draw the same words. */
function varied(from: Result): Draft {
  return {
    ...from,
    title: `${from.title} (varied)`,
    options: { ...optionsOf(from), variations: 4 },
    assumed: assumedOf(from),
    parent: from.id,
  };
}

/** The same words with the weights of the reactions on them. */
function weighed(from: Result): Draft {
  const weights = reweighted(from.weights, from.reactions);
  const options = optionsOf(from);
  return {
    ...from,
    title: from.reactions.map(({ emoji }) => emoji).join(' '),
    weights,
    edited: weights.map(({ words }) => words),
    options: isByPromptToPrompt(options) ? options : {},
    assumed: assumedOf(from),
    parent: from.id,
  };
}

function methodOf({ using }: EditRequestOptions): EditMethod {
  return using === undefined || using === 'all' ? 'prompt-to-prompt' : using;
}

function hundredths(value: number): number {
  return Math.round(100 * value) / 100;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
