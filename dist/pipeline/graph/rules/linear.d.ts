import type { ReverseStep } from '../reverse.ts';
export declare const LINEAR: {
    MatMul: (s: ReverseStep) => (() => string)[];
    Gemm: (s: ReverseStep) => (() => string)[];
    Einsum: (s: ReverseStep) => (() => string)[];
};
