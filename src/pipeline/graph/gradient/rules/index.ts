import { ATTENTION, OWN_DOMAIN } from '../../attention/big-attention.ts';
import type { Rule } from '../reverse.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { CONVOLUTION } from './convolution.ts';
import { LINEAR } from './linear.ts';
import { NORMALISATION } from './normalisation.ts';
import { REDUCE } from './reduce.ts';
import { SHAPE } from './shape.ts';

/** How each standard operator is differentiated. */
export const RULES: Readonly<Record<string, Rule>> = {
  ...ARITHMETIC,
  ...SHAPE,
  ...REDUCE,
  ...LINEAR,
  ...CONVOLUTION,
  ...NORMALISATION,
  [`${OWN_DOMAIN}.Attention`]: ATTENTION,
};
