/** AdamW's settings (Loshchilov and Hutter 2019): β₁, β₂, ε, and the decay of weights. */
const BETA_1 = 0.9;
const BETA_2 = 0.99;
const EPSILON = 1e-8;

/**
 * AdamW on one array of parameters, which it changes in place:
 * m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ − lr (m̂ / (√v̂ + ε) + decay · θ).
 */
export class AdamW {
  readonly #parameters: Float32Array;
  readonly #decay: number;
  readonly #m: Float32Array;
  readonly #v: Float32Array;
  #step = 0;

  constructor(parameters: Float32Array, decay = 0) {
    this.#parameters = parameters;
    this.#decay = decay;
    this.#m = new Float32Array(parameters.length);
    this.#v = new Float32Array(parameters.length);
  }

  /** @param scale what the gradient is multiplied by first */
  step(gradient: Float32Array, learningRate: number, scale = 1): void {
    this.#step++;
    const first = 1 - BETA_1 ** this.#step;
    const second = 1 - BETA_2 ** this.#step;
    const [parameters, m, v] = [this.#parameters, this.#m, this.#v];
    for (let i = 0; i < parameters.length; i++) {
      const g = scale * gradient[i]!;
      m[i] = BETA_1 * m[i]! + (1 - BETA_1) * g;
      v[i] = BETA_2 * v[i]! + (1 - BETA_2) * g * g;
      const along = m[i]! / first / (Math.sqrt(v[i]! / second) + EPSILON);
      parameters[i]! -= learningRate * (along + this.#decay * parameters[i]!);
    }
  }
}
