import { ATTENTION, OWN_DOMAIN } from '../big-attention.js';
import { ARITHMETIC } from './arithmetic.js';
import { CONVOLUTION } from './convolution.js';
import { LINEAR } from './linear.js';
import { NORMALISATION } from './normalisation.js';
import { REDUCE } from './reduce.js';
import { SHAPE } from './shape.js';
/** How each standard operator is differentiated. */
export const RULES = {
    ...ARITHMETIC,
    ...SHAPE,
    ...REDUCE,
    ...LINEAR,
    ...CONVOLUTION,
    ...NORMALISATION,
    [`${OWN_DOMAIN}.Attention`]: ATTENTION,
};
