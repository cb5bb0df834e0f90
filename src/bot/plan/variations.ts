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
 * its noise finds no more than the mask, so that it varies by how far it pulls. Prompt-to-Prompt does
 * by both: a model may draw what is new from noise, or everything from the inversion alone.
 */
export function variation(i: number, options: EditRequestOptions): EditRequestOptions {
  if (i === 0) return {};
  if (options.using === 'diffedit') return RATIOS[i] ?? {};
  const seed = { seed: (options.seed ?? 0) + i };
  return isByPromptToPrompt(options) ? { ...PULLS[i], ...seed } : seed;
}

const PULLS: readonly EditRequestOptions[] = [
  {},
  { strength: 0.8, structure: 0.3 },
  { strength: 0.3, structure: 0.5 },
  { strength: 1, structure: 0.15 },
  { strength: 0.6, structure: 0.2 },
  { strength: 0.2, structure: 0.6 },
  { strength: 0.9, structure: 0.4 },
  { strength: 0.7, structure: 0.1 },
  { strength: 1, structure: 0 },
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
