import type { Rule } from '../reverse.ts';
/** How each standard operator is differentiated. */
export declare const RULES: Readonly<Record<string, Rule>>;
