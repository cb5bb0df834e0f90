import { type Tensor, tensor } from '../../src/pipeline/tensor.ts';
import { resampling } from './gradient/crops.ts';

/** Of a picture, in pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is shown of a layer [1, 4, height, width], colours before tanh and α before the sigmoid. */
export function composed(layer: Tensor, under: Tensor) {
  const plane = under.data.length / 3;
  const alpha = layer.data.slice(3 * plane).map((value) => 1 / (1 + Math.exp(-value)));
  const colour = layer.data.slice(0, 3 * plane).map(Math.tanh);
  const data = under.data.map((value, i) => {
    const a = alpha[i % plane]!;
    return a * colour[i]! + (1 - a) * value;
  });
  return {
    alpha,
    picture: tensor(data, under.dims),
    /** The gradient for the layer from that for the picture. */
    reverse(gradient: Tensor): Tensor {
      const result = new Float32Array(4 * plane);
      for (const [i, g] of gradient.data.entries()) {
        const a = alpha[i % plane]!;
        result[i] = g * a * (1 - colour[i]! ** 2);
        result[3 * plane + (i % plane)]! += g * (colour[i]! - under.data[i]!) * a * (1 - a);
      }
      return tensor(result, layer.dims);
    },
  };
}

/** Adds the gradient of the mean of α: what need not be covered is not. */
export function withSparsity({ data, dims }: Tensor, alpha: Float32Array, sparse: number): Tensor {
  const plane = alpha.length;
  const result = Float32Array.from(data);
  for (const [i, a] of alpha.entries()) result[3 * plane + i]! += (sparse * a * (1 - a)) / plane;
  return tensor(result, dims);
}

/** Grey, and opaque where the change is likely. */
export function firstLayer(relevance: Float32Array, { width, height }: Size, grid: number): Tensor {
  const cells = grid * grid;
  const data = new Float32Array(4 * cells);
  for (let cell = 0; cell < cells; cell++) {
    const [x, y] = [cell % grid, Math.floor(cell / grid)];
    const pixel =
      Math.floor(((y + 0.5) * height) / grid) * width + Math.floor(((x + 0.5) * width) / grid);
    data[3 * cells + cell] = 4 * relevance[pixel]! - 3;
  }
  return tensor(data, [1, 4, grid, grid]);
}

/** From the grid to the picture's size and back: A_h x A_wᵀ and its transpose. */
export function stretcher({ width, height }: Size, grid: number) {
  const rows = resampling(grid, height, { start: 0, size: grid });
  const columns = resampling(grid, width, { start: 0, size: grid });
  const each = (from: Tensor, h: number, w: number, f: (plane: Float32Array) => Float32Array) => {
    const data = new Float32Array(4 * h * w);
    const plane = from.data.length / 4;
    for (let c = 0; c < 4; c++)
      data.set(f(from.data.subarray(c * plane, (c + 1) * plane)), c * h * w);
    return tensor(data, [1, 4, h, w]);
  };
  return {
    up: (layer: Tensor) =>
      each(layer, height, width, (plane) => {
        const tall = product(rows, plane, [height, grid, grid]);
        return product(tall, transposed(columns, width, grid), [height, grid, width]);
      }),
    down: (gradient: Tensor) =>
      each(gradient, grid, grid, (plane) => {
        const short = product(transposed(rows, height, grid), plane, [grid, height, width]);
        return product(short, columns, [grid, width, grid]);
      }),
  };
}

/** [n, k] · [k, m] */
function product(
  a: Float32Array,
  b: Float32Array,
  [n, k, m]: readonly [number, number, number],
): Float32Array {
  const result = new Float32Array(n * m);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < k; j++) {
      const factor = a[i * k + j]!;
      if (factor === 0) continue;
      for (let l = 0; l < m; l++) result[i * m + l]! += factor * b[j * m + l]!;
    }
  return result;
}

function transposed(a: Float32Array, rows: number, columns: number): Float32Array {
  return a.map((_, i) => a[(i % rows) * columns + Math.floor(i / rows)]!);
}
