import type { ReverseStep } from '../reverse.ts';
export declare const REDUCE: {
    ReduceSum: (s: ReverseStep) => ((() => string) | null)[];
    ReduceMean: (s: ReverseStep) => ((() => string) | null)[];
    Softmax: (s: ReverseStep) => (() => string)[];
};
