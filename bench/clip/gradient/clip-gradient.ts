import type { ClipConfig } from '../../../src/pipeline/clip/clip-config.ts';
import { WordbrushError } from '../../../src/pipeline/errors.ts';
import type { Graph } from '../../../src/pipeline/graph/index.ts';
import { type Tensor, tensor } from '../../../src/pipeline/tensor.ts';
import { compileGradient } from './compiled.ts';
import { type Crop, resampling } from './crops.ts';

/** What a picture is to become alike. */
export interface Aim {
  /** The direction in which embeddings are to lie, of length 1. */
  readonly target: Float32Array;
  /**
   * The embedding that they start from, of length 1: the direction is then that of the change
   * (StyleGAN-NADA's directional similarity, Gal et al. 2021). Without it the embeddings' own.
   */
  readonly from?: Float32Array;
}

/** A CLIP's vision tower with its reverse. */
export interface ClipGradient {
  /**
   * How well the crops of a picture x [1, 3, height, width] in −1 … 1 fit an aim: the mean of their
   * cosines, and its gradient for x.
   */
  towards(
    picture: Tensor,
    crops: readonly Crop[],
    aim: Aim,
  ): Promise<{ readonly score: number; readonly gradient: Tensor }>;
  /** S: how alike the tower finds the places of each crop, [crops, P, P] cosines of its last map. */
  structure(picture: Tensor, crops: readonly Crop[]): Promise<Tensor>;
  /** mean (S − S*)² and its gradient for the picture: Text2LIVE's structure loss (Bar-Tal et al. 2022). */
  unlike(
    picture: Tensor,
    crops: readonly Crop[],
    structure: Tensor,
  ): Promise<{ readonly loss: number; readonly gradient: Tensor }>;
  close(): Promise<void>;
}

/**
 * Differentiates the vision tower for pictures of one size and so many crops at once, each brought to the
 * side that the tower reads. Throws `bad-model`, `unsupported-op`.
 */
export async function openClipGradient(
  { vision, side, mean, deviation }: ClipConfig,
  size: { readonly height: number; readonly width: number; readonly crops: number },
): Promise<ClipGradient> {
  const { height, width, crops: count } = size;
  const dims = [1, 3, height, width];
  let length = 0;
  let places = 0;
  const compiled = await compileGradient(vision, [count, 3, side, side], (graph) => {
    const build = builder(graph);
    const { type } = graph.typeOf(graph.inputs[0]!);
    const input = (name: string, shape: readonly number[]) => graph.addInput(name, type, shape);
    const [reads] = graph.inputs;
    const [embeds] = graph.outputs;
    const map = lastMap(graph, embeds!);
    graph.inputs = [];

    // x → crops A_h x A_wᵀ → ((x + 1)/2 − mean) / deviation
    const picture = input('picture', dims);
    const rows = input('rows', [count, 1, side, height]);
    const columns = input('columns', [count, 1, width, side]);
    const cropped = build('MatMul', build('MatMul', rows, picture), columns);
    const perChannel = (values: readonly number[]) => graph.floats(values, [1, 3, 1, 1], type);
    const factors = perChannel(deviation.map((d) => 1 / (2 * d)));
    const offsets = perChannel(deviation.map((d, c) => (0.5 - mean[c]!) / d));
    const seen = build('Add', build('Mul', cropped, factors), offsets);
    graph.replaceUses(reads!, seen);
    graph.types.delete(reads!);

    // score = mean over the crops of ⟨v, target⟩/‖v‖, v = e/‖e‖ − from
    length = graph.dimsOf(embeds!)[1]!;
    const target = input('target', [1, length]);
    const from = input('from', [1, length]);
    const moved = build('Sub', unit(graph, embeds!, 1), from);
    const cosines = sum(graph, build('Mul', unit(graph, moved, 1), target), [1]);
    const score = build('Mul', sum(graph, cosines, []), graph.floats([1 / count], [], type));

    // S = X̂ X̂ᵀ of the places' features, loss = mean (S − S*)²
    const x = unit(graph, map, 2);
    places = graph.dimsOf(map)[1]!;
    const alike = build('MatMul', x, graph.add('Transpose', [x], { perm: { ints: [0, 2, 1] } }));
    const wanted = input('structure', [count, places, places]);
    const off = build('Sub', alike, wanted);
    const share = graph.floats([1 / (count * places * places)], [], type);
    const unlike = build('Mul', sum(graph, build('Mul', off, off), []), share);

    const [ofScore, ofUnlike] = [input('of_score', []), input('of_unlike', [])];
    const loss = build('Add', build('Mul', score, ofScore), build('Mul', unlike, ofUnlike));
    return { loss, input: picture, outputs: { score, unlike, alike } };
  });

  const scalar = (value: number) => tensor(Float32Array.of(value), []);
  async function run(
    picture: Tensor,
    crops: readonly Crop[],
    given: { readonly aim?: Aim; readonly structure?: Tensor },
  ) {
    const { aim, structure } = given;
    const none = new Float32Array(length);
    return await compiled.run({
      picture,
      ...matrices(crops, size, side),
      target: tensor(aim?.target ?? none, [1, length]),
      from: tensor(aim?.from ?? none, [1, length]),
      structure:
        structure ?? tensor(new Float32Array(count * places * places), [count, places, places]),
      of_score: scalar(aim ? 1 : 0),
      of_unlike: scalar(structure ? 1 : 0),
    });
  }
  return {
    async towards(picture, crops, aim) {
      const { score, gradient } = await run(picture, crops, { aim });
      return { score: score!.data[0]!, gradient: gradient! };
    },
    async structure(picture, crops) {
      return (await run(picture, crops, {})).alike!;
    },
    async unlike(picture, crops, structure) {
      const { unlike, gradient } = await run(picture, crops, { structure });
      return { loss: unlike!.data[0]!, gradient: gradient! };
    },
    close: compiled.close,
  };
}

/** A_h [crops, 1, side, height] and A_wᵀ [crops, 1, width, side] of each crop. */
function matrices(
  crops: readonly Crop[],
  {
    height,
    width,
    crops: count,
  }: { readonly height: number; readonly width: number; crops: number },
  side: number,
): { readonly rows: Tensor; readonly columns: Tensor } {
  if (crops.length !== count)
    throw new RangeError(`${crops.length} crops were given where ${count} are looked at at once`);
  const rows = new Float32Array(count * side * height);
  const columns = new Float32Array(count * side * width);
  for (const [i, { left, top, side: size }] of crops.entries()) {
    rows.set(resampling(height, side, { start: top, size }), i * side * height);
    const across = resampling(width, side, { start: left, size });
    for (let row = 0; row < side; row++)
      for (let x = 0; x < width; x++)
        columns[(i * width + x) * side + row] = across[row * width + x]!;
  }
  return {
    rows: tensor(rows, [count, 1, side, height]),
    columns: tensor(columns, [count, 1, width, side]),
  };
}

/** Appends operators without attributes. */
function builder(graph: Graph) {
  return (op: string, ...inputs: readonly string[]): string => graph.add(op, inputs);
}

/** Sums over some axes, which stay as 1; over all of them, to a scalar. */
function sum(graph: Graph, value: string, axes: readonly number[]): string {
  return axes.length === 0
    ? graph.add('ReduceSum', [value], { keepdims: { int: 0 } })
    : graph.add('ReduceSum', [value, graph.int64s(axes)], { keepdims: { int: 1 } });
}

/** x / ‖x‖ along an axis; of nothing at all, nothing. */
function unit(graph: Graph, value: string, axis: number): string {
  const square = sum(graph, graph.add('Mul', [value, value]), [axis]);
  const length = graph.add('Sqrt', [graph.add('Add', [square, graph.floats([1e-12], [])])]);
  return graph.add('Div', [value, length]);
}

/**
 * The features of the places of the picture, [crops, P, channels]: of the last value on the way to the
 * embedding that still has places, a convolution's map or a transformer's tokens.
 */
function lastMap(graph: Graph, embeds: string): string {
  const producers = graph.producers();
  for (const node of upwards(embeds, producers)) {
    const [value] = node.outputs;
    const dims = value === undefined ? [] : graph.dimsOf(value);
    if (dims.length === 3 && dims[1]! > 1 && dims[2]! > 1) return value!;
    if (dims.length === 4 && dims[2]! > 1 && dims[3]! > 1) {
      const [crops, channels, height, width] = dims;
      const flat = graph.int64s([crops!, channels!, height! * width!]);
      const columns = graph.add('Reshape', [value!, flat]);
      const map = graph.add('Transpose', [columns], { perm: { ints: [0, 2, 1] } });
      graph.types.set(map, { type: 'float32', dims: [crops!, height! * width!, channels!] });
      return map;
    }
  }
  throw new WordbrushError(
    'bad-model',
    `${graph.name} has no map of places before its embedding: is it the vision tower of a CLIP?`,
  );
}

/** The nodes that a value is made by, nearest first. */
function* upwards(value: string, producers: ReturnType<Graph['producers']>) {
  const waiting = [value];
  const done = new Set<string>();
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const node = producers.get(name);
    if (!node || done.has(name)) continue;
    done.add(name);
    yield node;
    waiting.push(...node.inputs);
  }
}
