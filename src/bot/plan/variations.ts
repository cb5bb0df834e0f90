import { PULL } from '../../edit-language/edit-methods.ts';
import type { EditRequestOptions } from '../../edit-language/edit-request.ts';
import type { Result } from '../thread/thread.ts';

/** How variation i of a result differs from the others, in words: another take, whose words may pull more or less. */
export function variationLabel(i: number, options: EditRequestOptions): string {
  if (i === 0) return 'as asked';
  const { strength, ratio } = variation(i, options);
  const { usual } = PULL['prompt-to-prompt'];
  const pull = ratio === undefined ? strength : ratio - PULL.diffedit.usual + usual;
  const words = PULL_WORDS.find(([least]) => pull !== undefined && pull >= least);
  return words ? `${words[1]}, take ${i + 1}` : `take ${i + 1}`;
}

/** By the least pull that each is said of, where 0.5 is the usual one. */
const PULL_WORDS = [
  [0.95, 'much stronger'],
  [0.65, 'stronger'],
  [0.51, 'a little stronger'],
  [0.49, 'as strong'],
  [0.15, 'gentler'],
  [-1, 'much gentler'],
] as const;

/**
 * The methods that start from noise vary by their noise. DiffEdit starts from the encoded picture and
 * its noise finds no more than the mask, so that it varies by how far it pulls. An edit that names no
 * method does by both: a model may draw what is new from noise, or everything from the inversion alone. It
 * keeps to the dials that every way to draw it has, or another one would draw its variations.
 */
export function variation(i: number, options: EditRequestOptions): EditRequestOptions {
  if (i === 0) return {};
  if (options.using === 'diffedit') return RATIOS[i] ?? {};
  const seed = { seed: (options.seed ?? 0) + i };
  return isByPromptToPrompt(options) ? { ...PULLS[i], ...seed } : seed;
}

/** Further from the usual one an edit of little guidance is not drawn at all, or burnt. */
const PULLS: readonly EditRequestOptions[] = [
  {},
  { strength: 0.6 },
  { strength: 0.4 },
  { strength: 0.7 },
  { strength: 0.55 },
  { strength: 0.65 },
  { strength: 0.45 },
  { strength: 0.75 },
  { strength: 0.3 },
];

const RATIOS: readonly EditRequestOptions[] = [
  {},
  { ratio: 0.7 },
  { ratio: 1 },
  { ratio: 0.5 },
  { ratio: 0.8 },
  { ratio: 0.6 },
  { ratio: 0.95 },
  { ratio: 0.4 },
  { ratio: 0.3 },
];

/**
 * How many pictures are drawn of an edit: of several variations as many more as are to spare, of which the
 * best are shown (`bestFirst`), as far as there are ways to vary.
 */
export function takesOf({ variations = 1 }: EditRequestOptions, spares: number): number {
  return variations > 1 ? Math.max(variations, Math.min(variations + spares, PULLS.length)) : 1;
}

/** Whether the picture is drawn by Prompt-to-Prompt alone. */
export function isByPromptToPrompt({ using = 'prompt-to-prompt' }: EditRequestOptions): boolean {
  return using === 'prompt-to-prompt';
}

/** Which variation picture i is: they are shown best first. */
export function takeOf(drawn: Result['drawn'], i: number): number {
  return drawn?.[i]?.take ?? i;
}

type Chosen = Pick<Result, 'chosen' | 'drawn'>;

/** What a result was drawn with; of several variations, the one that is chosen. */
export function optionsOf({
  options: { variations = 1, ...options },
  chosen,
  drawn,
}: Chosen & Pick<Result, 'options'>): EditRequestOptions {
  return variations > 1 ? { ...options, ...variation(takeOf(drawn, chosen), options) } : options;
}

/** What of them nobody typed; a variation that was chosen counts as typed. */
export function assumedOf({
  assumed = [],
  chosen,
  drawn,
}: Chosen & Pick<Result, 'assumed'>): readonly string[] {
  return takeOf(drawn, chosen) > 0 ? [] : assumed;
}
