import { ELEMENT_CODES } from '../../file/element-codes.ts';
import { stringOf } from '../../ir.ts';
import { elementwise, type ReverseStep, type Rule } from '../reverse.ts';

export const ARITHMETIC = {
  // y = a + b: da = g, db = g
  Add: elementwise(({ g }) => [() => g, () => g]),
  // y = a − b: da = g, db = −g
  Sub: elementwise((s) => [() => s.g, () => s.negative(s.g)]),
  // y = a b: da = g b, db = g a
  Mul: elementwise((s) => [() => s.product(s.g, s.input(1)), () => s.product(s.g, s.input(0))]),
  // y = a / b: da = g / b, db = −g y / b
  Div: elementwise((s) => [
    () => s.quotient(s.g, s.input(1)),
    () => s.negative(s.quotient(s.product(s.g, s.y), s.input(1))),
  ]),
  // y = a + b + …: each has g
  Sum: elementwise((s) => s.node.inputs.map(() => () => s.g)),
  // y = −x: dx = −g
  Neg: (s) => [() => s.negative(s.g)],
  // y = x^p: dx = g p x^(p−1), for a constant p
  Pow: elementwise((s) => [() => s.product(s.g, power(s)), () => refusePower(s)]),
  // y = √x: dx = g / 2y
  Sqrt: (s) => [() => s.quotient(s.scaled(s.g, 0.5), s.y)],
  // y = 1 / x: dx = −g y²
  Reciprocal: (s) => [() => s.negative(s.product(s.g, s.product(s.y, s.y)))],
  // y = e^x: dx = g y
  Exp: (s) => [() => s.product(s.g, s.y)],
  // y = ln x: dx = g / x
  Log: (s) => [() => s.quotient(s.g, s.input(0))],
  // y = sin x: dx = g cos x
  Sin: (s) => [() => s.product(s.g, s.add('Cos', [s.input(0)]))],
  // y = cos x: dx = −g sin x
  Cos: (s) => [() => s.negative(s.product(s.g, s.add('Sin', [s.input(0)])))],
  // y = tanh x: dx = g (1 − y²)
  Tanh: (s) => [() => s.product(s.g, s.difference(s.scalar(1), s.product(s.y, s.y)))],
  // y = 1 / (1 + e^−x): dx = g y (1 − y)
  Sigmoid: (s) => [() => s.product(s.g, s.product(s.y, s.difference(s.scalar(1), s.y)))],
  // y = max(x, 0): dx = g where x > 0, else 0
  Relu: (s) => [() => s.add('Where', [s.add('Greater', [s.y, s.scalar(0)]), s.g, s.scalar(0)])],
  // y = 2/√π ∫₀ˣ e^(−t²) dt: dx = g 2/√π e^(−x²)
  Erf: (s) => [() => s.product(s.g, bell(s, 1, 2 / Math.sqrt(Math.PI)))],
  // y = x Φ(x): dx = g (Φ(x) + x φ(x)); for tanh, Φ is ½ (1 + tanh u), u = √(2/π) (x + 0.044715 x³)
  Gelu: (s) => [() => s.product(s.g, geluSlope(s))],
  // y = condition ? a : b: da = condition ? g : 0, db = condition ? 0 : g
  Where: elementwise((s) => [
    null,
    () => s.add('Where', [s.input(0), s.g, s.scalar(0)]),
    () => s.add('Where', [s.input(0), s.scalar(0), s.g]),
  ]),
  // y = x: dx = g
  Identity: (s) => [() => s.g],
  // y = x in another precision: dx = g in x's own
  Cast: (s) => {
    const { type } = s.graph.typeOf(s.input(0));
    return [() => s.add('Cast', [s.g], { to: { int: ELEMENT_CODES[type] } })];
  },
} satisfies Record<string, Rule>;

function power(s: ReverseStep): string {
  const [exponent, ...rest] = s.constant(1);
  if (exponent === undefined || rest.length > 0)
    throw s.unsupported('its exponent is not a scalar');
  if (exponent === 2) return s.scaled(s.input(0), 2);
  return s.scaled(s.add('Pow', [s.input(0), s.scalar(exponent - 1)]), exponent);
}

function refusePower(s: ReverseStep): never {
  throw s.unsupported('its exponent depends on the input');
}

/** factor · e^(−rate x²) */
function bell(s: ReverseStep, rate: number, factor: number): string {
  const square = s.product(s.input(0), s.input(0));
  return s.scaled(s.add('Exp', [s.scaled(square, -rate)]), factor);
}

function geluSlope(s: ReverseStep): string {
  const x = s.input(0);
  const half = (value: string) => s.scaled(s.sum(s.scalar(1), value), 0.5);
  if (stringOf(s.node, 'approximate', 'none') === 'none') {
    // Φ(x) = ½ (1 + erf(x/√2)), φ(x) = e^(−x²/2)/√2π
    const cumulative = half(s.add('Erf', [s.scaled(x, Math.SQRT1_2)]));
    return s.sum(cumulative, s.product(x, bell(s, 0.5, 1 / Math.sqrt(2 * Math.PI))));
  }
  const root = Math.sqrt(2 / Math.PI);
  const square = s.product(x, x);
  const u = s.product(s.scaled(x, root), s.sum(s.scalar(1), s.scaled(square, 0.044715)));
  const tanh = s.add('Tanh', [u]);
  // d½(1 + tanh u)/dx = ½ (1 − tanh² u) √(2/π) (1 + 3 · 0.044715 x²)
  const slope = s.product(
    s.scaled(s.difference(s.scalar(1), s.product(tanh, tanh)), 0.5 * root),
    s.sum(s.scalar(1), s.scaled(square, 3 * 0.044715)),
  );
  return s.sum(half(tanh), s.product(x, slope));
}
