import type { ReverseStep } from '../reverse.ts';
export declare const NORMALISATION: {
    InstanceNormalization: (s: ReverseStep) => (() => string)[];
    GroupNormalization: (s: ReverseStep) => (() => string)[];
    LayerNormalization: (s: ReverseStep) => (() => string)[];
};
