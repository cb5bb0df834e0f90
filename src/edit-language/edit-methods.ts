import { REDRAW_DEFAULTS } from '../pipeline/diffusion/redraw/redraw-defaults.ts';
import {
  EDIT_METHODS,
  type EditMethod,
  type FillSpec,
  IMAGIC_DEFAULTS,
  type ImagicSpec,
  type InpaintSpec,
  isTrained,
  type RedrawSpec,
  type TrainedMethod,
  type TrainedSpec,
} from '../pipeline/edit-types.ts';
import { WordbrushError } from '../pipeline/errors.ts';
import type { EditRequest, EditRequestOptions, Using } from './edit-request.ts';

export type { EditMethod };
export { isTrained };

const USING: ReadonlyMap<string, Using> = new Map<string, Using>([
  ...EDIT_METHODS.map((method) => [method, method] as const),
  ['p2p', 'prompt-to-prompt'],
  ['fastdiffedit', 'fast-diffedit'],
  ['inpainting', 'inpaint'],
  ['instructpix2pix', 'instruct'],
  ['pix2pix', 'instruct'],
  ['all', 'all'],
]);

/** The method that a word names, whatever its case; undefined for any other word. */
export function methodNamed(word: string): Using | undefined {
  return USING.get(word.toLowerCase());
}

/** The method that redraws inside a mask best, of those that a model has; null where none does. */
export function maskedMethod(methods: readonly EditMethod[]): EditMethod | null {
  return (['fill', 'inpaint'] as const).find((method) => methods.includes(method)) ?? null;
}

/** The method of edits that name none: Prompt-to-Prompt, or with a mask one that redraws inside it. */
export function usualMethod(methods: readonly EditMethod[], hasMask: boolean): EditMethod {
  const usual = methods.includes('prompt-to-prompt') ? 'prompt-to-prompt' : methods[0];
  return (hasMask ? maskedMethod(methods) : null) ?? usual ?? 'prompt-to-prompt';
}

/**
 * Throws `bad-edit` for a method that the model does not have.
 */
export function checkMethod({ using }: EditRequestOptions, methods: readonly EditMethod[]): void {
  if (using === undefined || using === 'all' || methods.includes(using)) return;
  throw badEdit(
    `This model has no editor for “using ${using}”. It has these: ${listed([...methods, 'all'], 'or')}.`,
  );
}

/** For people: how each method is written. */
export const METHOD_LABELS: Readonly<Record<EditMethod, string>> = {
  'prompt-to-prompt': 'Prompt-to-Prompt',
  infedit: 'InfEdit',
  sdedit: 'SDEdit',
  diffedit: 'DiffEdit',
  'fast-diffedit': 'FastDiffEdit',
  inpaint: 'Inpainting',
  instruct: 'InstructPix2Pix',
  fill: 'Filling',
  imagic: 'Imagic',
};

/** For people: methods that work alike, which are shown side by side together. */
export const METHOD_GROUPS: Readonly<Record<EditMethod, string>> = {
  'prompt-to-prompt': 'Follow the picture',
  infedit: 'Follow the picture',
  sdedit: 'Draw it again from noise',
  diffedit: 'Draw it again from noise',
  'fast-diffedit': 'Draw it again from noise',
  inpaint: 'Draw it again from noise',
  instruct: 'Trained for it',
  fill: 'Trained for it',
  imagic: 'Tuned to the picture',
};

type Dial = Exclude<
  keyof EditRequestOptions,
  'using' | 'variations' | 'sentence' | 'isCaptioned' | 'loras'
>;

/** The options that each method understands. */
const DIALS: Readonly<Record<EditMethod, readonly Dial[]>> = {
  'prompt-to-prompt': ['strength', 'structure', 'only', 'keep', 'weighing', 'seed'],
  infedit: ['strength', 'structure', 'only', 'keep', 'weighing', 'seed'],
  sdedit: ['strength', 'seed'],
  diffedit: ['ratio', 'threshold', 'repeats', 'seed'],
  'fast-diffedit': ['strength', 'threshold', 'repeats', 'seed'],
  inpaint: ['only', 'strength', 'threshold', 'seed'],
  instruct: ['strength', 'guidance', 'imageGuidance', 'steps', 'seed'],
  fill: ['only', 'strength', 'guidance', 'threshold', 'steps', 'seed'],
  imagic: ['strength', 'guidance', 'seed'],
};

/** What is typed for a dial, where that is not its name. */
const TYPED: Readonly<Record<string, string>> = { imageGuidance: 'image-guidance' };

/** The dial that says how far a method may go from the source, and where it stands by default. */
export const PULL: Readonly<
  Record<EditMethod, { readonly dial: 'strength' | 'ratio'; readonly usual: number }>
> = {
  'prompt-to-prompt': { dial: 'strength', usual: 0.5 },
  infedit: { dial: 'strength', usual: 0.5 },
  sdedit: { dial: 'strength', usual: REDRAW_DEFAULTS.sdedit.strength },
  diffedit: { dial: 'ratio', usual: REDRAW_DEFAULTS.diffedit.ratio },
  'fast-diffedit': { dial: 'strength', usual: REDRAW_DEFAULTS['fast-diffedit'].strength },
  inpaint: { dial: 'strength', usual: REDRAW_DEFAULTS.inpaint.strength },
  instruct: { dial: 'strength', usual: 0.5 },
  fill: { dial: 'strength', usual: 0.5 },
  imagic: { dial: 'strength', usual: IMAGIC_DEFAULTS.strength },
};

/** The methods that are compared side by side: not one that learns for as long as all others take together. */
export function comparedMethods(methods: readonly EditMethod[]): readonly EditMethod[] {
  return methods.filter((method) => method !== 'imagic');
}

/** The methods that every text-to-image model has. */
export const COMMON_METHODS: readonly EditMethod[] = EDIT_METHODS.filter(
  (method) => !isTrained(method),
);

/** Refuses what the chosen method has no use for. With `all`, each method takes what it knows. */
export function checkDials({ options, weights }: Pick<EditRequest, 'options' | 'weights'>): void {
  const {
    using = 'prompt-to-prompt',
    variations = 1,
    sentence: _,
    isCaptioned: __,
    loras,
    ...given
  } = options;
  if (using === 'all') {
    if (variations > 1)
      throw badEdit('“using all” makes one picture with each method; leave the count out.');
    return;
  }
  const known: readonly string[] = DIALS[using];
  const foreign = Object.keys(given).find((dial) => !known.includes(dial));
  if (foreign !== undefined)
    throw badEdit(
      `${METHOD_LABELS[using]} has no “${typed(foreign)}”; it has ${listed(known.map(typed))}.`,
    );
  if (weights.length > 0 && using !== 'prompt-to-prompt' && using !== 'infedit')
    throw badEdit(
      `${METHOD_LABELS[using]} cannot weigh words; leave out “using ${using}”, or the weight.`,
    );
}

/**
 * Refuses a mask that the chosen method would not look at.
 *
 * @throws WordbrushError `bad-edit`
 */
export function checkTakesMask({ using }: EditRequestOptions): void {
  if (using === 'inpaint' || using === 'fill' || using === 'all') return;
  throw badEdit(
    'A mask says where to inpaint: write “using inpaint” after the edit, or “using fill” where there is ' +
      'an editor for it, or leave the picture out.',
  );
}

/**
 * The pipeline's form of an edit by a method that redraws from noise. `where` is what an inpainting
 * redraws.
 *
 * @throws WordbrushError `bad-edit` when an inpainting names nothing to redraw
 */
export function redrawSpecOf(
  { targetPrompt, options }: EditRequest,
  method: RedrawSpec['method'],
  where: InpaintSpec['mask'] | null,
): RedrawSpec {
  const dials = dialsOf(options, DIALS[method]);
  if (method !== 'inpaint') return { targetPrompt, method, ...dials };
  if (!where)
    throw badEdit(
      'Inpainting needs to know where: add only "cat", with a word of the first prompt.',
    );
  return { targetPrompt, method, mask: where, ...dials };
}

/**
 * The same for a method that a network was trained for: told the target prompt, unless a sentence was
 * typed. A hole without a place is where the two prompts differ.
 */
export function trainedSpecOf(
  { targetPrompt, options }: EditRequest,
  method: TrainedMethod,
  where: Exclude<FillSpec['mask'], 'contrast'> | null,
): TrainedSpec {
  const { sentence, isCaptioned, guidance, imageGuidance, steps } = options;
  const dials = {
    ...dialsOf(options, DIALS[method]),
    ...(sentence !== undefined && { sentence }),
    ...(isCaptioned !== undefined && { isCaptioned }),
    ...(guidance !== undefined && { guidanceScale: guidance }),
    ...(steps !== undefined && { steps }),
  };
  return method === 'fill'
    ? { targetPrompt, method, mask: where ?? 'contrast', ...dials }
    : { targetPrompt, method, ...dials, ...(imageGuidance !== undefined && { imageGuidance }) };
}

/** The same for Imagic. */
export function imagicSpecOf({ targetPrompt, options }: EditRequest): ImagicSpec {
  const { guidance } = options;
  const dials = dialsOf(options, DIALS.imagic);
  return {
    ...{ targetPrompt, method: 'imagic', ...dials },
    ...(guidance !== undefined && { guidanceScale: guidance }),
  };
}

/** Those of the numbers given that a method has as its dials. */
function dialsOf(
  { strength, ratio, threshold, repeats, seed, loras }: EditRequestOptions,
  known: readonly Dial[],
) {
  return {
    ...(loras && { loras }),
    ...(strength !== undefined && known.includes('strength') && { strength }),
    ...(ratio !== undefined && known.includes('ratio') && { ratio }),
    ...(threshold !== undefined && known.includes('threshold') && { threshold }),
    ...(repeats !== undefined && known.includes('repeats') && { repeats }),
    ...(seed !== undefined && known.includes('seed') && { seed }),
  };
}

function typed(dial: string): string {
  return TYPED[dial] ?? dial;
}

export function listed(words: readonly string[], last: 'and' | 'or' = 'and'): string {
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

function badEdit(message: string): WordbrushError {
  return new WordbrushError('bad-edit', message);
}
