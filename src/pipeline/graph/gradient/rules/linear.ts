import { floatOf, intOf, stringOf } from '../../ir.ts';
import type { ReverseStep, Rule } from '../reverse.ts';

export const LINEAR = {
  // Y = A B: dA = G Bᵀ, dB = Aᵀ G
  MatMul: (s) => {
    const [a, b] = [s.dims(0), s.dims(1)];
    if (a.length < 2 || b.length < 2) throw s.unsupported('one of its inputs is a vector');
    return [
      () =>
        b.length === 2 ? timesTransposed(s) : batched(s, s.g, s.swapped(s.input(1), b.length), 0),
      () => batched(s, s.swapped(s.input(0), a.length), s.g, 1),
    ];
  },
  // Y = α A′ B′ + β C, where A′ is A or Aᵀ: dA′ = α G B′ᵀ, dB′ = α A′ᵀ G, dC = β G
  Gemm: (s) => {
    const [transA, transB] = [intOf(s.node, 'transA', 0), intOf(s.node, 'transB', 0)];
    const alpha = floatOf(s.node, 'alpha', 1);
    const [a, b] = [s.input(0), s.input(1)];
    const gemm = (x: string, y: string, transX: number, transY: number) =>
      s.add('Gemm', [x, y], {
        transA: { int: transX },
        transB: { int: transY },
        alpha: { float: alpha },
      });
    return [
      () => (transA ? gemm(b, s.g, transB, 1) : gemm(s.g, b, 0, 1 - transB)),
      () => (transB ? gemm(s.g, a, 1, transA) : gemm(a, s.g, 1 - transA, 0)),
      () => s.scaled(s.sumTo(s.g, s.outputDims, s.dims(2)), floatOf(s.node, 'beta', 1)),
    ];
  },
  // Y = Σ A B over the indices that Y lacks: dA = Σ G B over those that A lacks, and dB likewise
  Einsum: (s) => {
    const equation = stringOf(s.node, 'equation', '').replaceAll(' ', '');
    const [, a, b, y] = /^([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]*)$/.exec(equation) ?? [];
    if (!a || !b || y === undefined)
      throw s.unsupported(`its equation "${equation}" is not a product of two tensors`);
    const contract = (left: string, right: string, result: string, inputs: readonly string[]) => {
      if (
        new Set(result).size < result.length ||
        [...result].some((i) => !(left + right).includes(i))
      )
        throw s.unsupported(`its equation "${equation}" repeats or sums an index of one tensor`);
      return s.add('Einsum', inputs, { equation: { string: `${left},${right}->${result}` } });
    };
    return [() => contract(y, b, a, [s.g, s.input(1)]), () => contract(a, y, b, [s.input(0), s.g])];
  },
} satisfies Record<string, Rule>;

/** G Bᵀ for a matrix B, as one Gemm that reads B as it is: weights need no transposed copy. */
function timesTransposed(s: ReverseStep): string {
  const [rows, columns] = s.dims(1);
  const flat = s.reshape(s.g, [-1, columns!]);
  const product = s.add('Gemm', [flat, s.input(1)], { transB: { int: 1 } });
  return rows === undefined ? product : s.reshape(product, s.dims(0));
}

/** A batched product, summed over the batch axes that input `index` was broadcast over. */
function batched(s: ReverseStep, a: string, b: string, index: number): string {
  const to = s.dims(index);
  const from = [...s.outputDims.slice(0, -2), ...to.slice(-2)];
  return s.sumTo(s.add('MatMul', [a, b]), from, to);
}
