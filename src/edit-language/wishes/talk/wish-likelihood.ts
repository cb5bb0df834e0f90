import { readFileSync } from 'node:fs';
import type { Reading } from '../reading/reading.ts';
import { featuresOf } from './features.ts';
import { IDIOMS } from './idioms.ts';

/** A plain line, as it was typed, on a prompt, and what it was read as: how likely it is a wish, 0 … 1. */
export type Likelihood = (text: string, typed: string, prompt: string, reading: Reading) => number;

/**
 * How likely it is that a line is a wish and no talk among people: logistic regression over the features f
 * of `features.ts`, p = 1 / (1 + exp(−(b + Σ w_f))); the bias b is the weight of `bias`. Set phrases are never one.
 */
export function likelihoodBy(weights: ReadonlyMap<string, number>): Likelihood {
  return (text, typed, prompt, reading) => {
    if (IDIOMS.test(text)) return 0;
    const sum = featuresOf(text, typed, prompt, reading).reduce(
      (total, feature) => total + (weights.get(feature) ?? 0),
      weights.get('bias') ?? 0,
    );
    return 1 / (1 + Math.exp(-sum));
  };
}

let learned: Likelihood | undefined;

/** By the weights that `npm run bench:wishes -- --learn` learned, read where a first line is judged. */
export const wishLikelihood: Likelihood = (...line) => {
  learned ??= likelihoodBy(
    new Map(
      readFileSync(new URL('./weights.txt', import.meta.url), 'utf8')
        .split('\n')
        .map((row) => row.split('\t'))
        .map(([feature = '', weight = '0']) => [feature, Number(weight)]),
    ),
  );
  return learned(...line);
};
