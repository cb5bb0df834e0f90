import type { ReverseStep, Rule } from '../reverse.ts';
export declare const SHAPE: {
    Reshape: Rule;
    Flatten: Rule;
    Squeeze: Rule;
    Unsqueeze: Rule;
    Transpose: (s: ReverseStep) => (() => string)[];
    Expand: (s: ReverseStep) => ((() => string) | null)[];
    Concat: (s: ReverseStep) => (() => string)[];
    Split: (s: ReverseStep) => ((() => string) | null)[];
    Slice: (s: ReverseStep) => ((() => string) | null)[];
    Pad: (s: ReverseStep) => ((() => string) | null)[];
};
