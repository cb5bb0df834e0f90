import type { ReverseStep } from '../reverse.ts';
export declare const CONVOLUTION: {
    Conv: (s: ReverseStep) => (() => string)[];
    Resize: (s: ReverseStep) => ((() => string) | null)[];
};
