import { WordbrushError } from '../../errors.ts';
import { label } from '../check.ts';
import { type Graph, intOf, intsOf, type Node } from '../ir.ts';
import { valuesOf } from '../tensor-value.ts';

/**
 * Kinds of rows of a batch, as bits of a set. Within a value they lie in this order, so that the
 * source is next to both of its neighbours and most subsets are one slice.
 */
export const UNCONDITIONAL = 1;
export const SOURCE = 2;
export const TARGET = 4;
const KINDS = [UNCONDITIONAL, SOURCE, TARGET];
/** A set of kinds of rows. */
export type Rows = number;

/** What a graph of several rows computes. Inputs and outputs are named as in the makers below. */
export interface RowPlan {
  /** P, the rows of each of `unconditional` and `target`. */
  readonly targets: number;
  /** Rows of the prediction. */
  readonly output: Rows;
  /** Rows of the attention output; none where it is not asked for. */
  readonly observed: Rows;
  /** N of the cross-attention layers that are observed. */
  readonly observedTokens: number;
  /** Targets take mapped cross-attention maps of the source. */
  readonly crossAttention: boolean;
  /** Targets take the source's self-attention maps in layers of at most this many tokens. */
  readonly selfAttentionMaxTokens: number;
  /** Where what is looked at of the source comes from; default: it is run. */
  readonly source?: SourceOrigin;
}

/** The source's row is run; run and what is looked at of it given too; or not run, and that taken. */
export type SourceOrigin = 'run' | 'keep' | 'kept';

/**
 * Makes a graph of many rows from a normalised graph of one, computing of every value only the rows
 * that something needs. First say what is needed, from the outputs up (`need`), then copy the nodes
 * from the inputs down (`copy`), asking for operands by their rows (`at`).
 *
 * A UNet works row by row: only the leading axis changes, which is rows × a constant in every
 * value. Values that depend on neither picture nor text keep their single row and broadcast.
 */
export class RowBuilder {
  readonly graph: Graph;
  readonly #unet: Graph;
  readonly #targets: number;
  /** Values that have rows at all. */
  readonly #rowed: Set<string>;
  /** Values whose unconditional rows differ from the target rows, which start from equal latents. */
  readonly #branched: Set<string>;
  readonly #needed = new Map<string, Rows>();
  readonly #gathered = new Map<string, string>();
  readonly #lent = new Map<string, string>();

  constructor(unet: Graph, targets: number, rowed: Set<string>, branched: Set<string>) {
    this.#unet = unet;
    this.#targets = targets;
    this.#rowed = rowed;
    this.#branched = branched;
    this.graph = unet.clone();
    this.graph.nodes = [];
    this.graph.inputs = [];
    this.graph.outputs = [];
  }

  /** Number of rows of a set. */
  count(rows: Rows): number {
    return KINDS.filter((kind) => rows & kind).reduce((sum, kind) => sum + this.#size(kind), 0);
  }

  /** Rows of the value that are needed so far. */
  neededOf(value: string): Rows {
    return this.#needed.get(value) ?? 0;
  }

  need(value: string, rows: Rows): void {
    this.#needed.set(value, this.neededOf(value) | this.#distinct(value, rows));
  }

  /** Takes the source's row of a value from elsewhere: it is not computed, nor needed of other rows. */
  lend(value: string, row: string): void {
    this.#lent.set(value, row);
  }

  /** Adds a graph input with the rows that are needed of it. */
  input(name: string): void {
    const { type } = this.#unet.typeOf(name);
    this.graph.addInput(name, type, this.dims(name, this.neededOf(name)));
  }

  /** Shape of a value with these rows. */
  dims(value: string, rows: Rows): number[] {
    const [leading, ...rest] = this.#unet.dimsOf(value);
    if (leading === undefined || !this.#rowed.has(value)) return this.#unet.dimsOf(value);
    return [leading * this.count(rows), ...rest];
  }

  /** Copies a node for the rows that are needed of its outputs. */
  copy(node: Node): void {
    const rows = node.outputs.reduce((all, output) => all | this.neededOf(output), 0);
    this.#emit(node, rows, node.outputs);
  }

  /** Copies a chain of nodes for these rows only and returns its last output. */
  copyChain(chain: readonly Node[], rows: Rows): string {
    const renamed = new Map<string, string>();
    for (const node of chain) {
      const outputs = node.outputs.map((output) => this.graph.fresh(output));
      this.#emit(node, rows, outputs, renamed);
      for (const [i, output] of node.outputs.entries()) renamed.set(output, outputs[i]!);
    }
    return renamed.get(chain.at(-1)!.outputs[0]!)!;
  }

  /** The name of these rows of a value. */
  at(value: string, rows: Rows): string {
    if (!this.#rowed.has(value)) return value;
    const lent = rows === SOURCE && this.#lent.get(value);
    if (lent) return lent;
    const stored = KINDS.filter((kind) => this.neededOf(value) & kind);
    const wanted = KINDS.filter((kind) => rows & kind).map((kind) => this.#distinct(value, kind));
    // Runs of neighbours: [first, end) among the stored kinds.
    const runs: { first: number; end: number }[] = [];
    for (const kind of wanted) {
      const first = stored.indexOf(kind);
      const last = runs.at(-1);
      if (last?.end === first) last.end++;
      else runs.push({ first, end: first + 1 });
    }
    const start = (i: number) =>
      stored.slice(0, i).reduce((sum, kind) => sum + this.#size(kind), 0);
    const parts = runs.map(({ first, end }) =>
      end - first === stored.length ? value : this.#slice(value, start(first), start(end)),
    );
    if (parts.length === 1) return parts[0]!;
    return this.#gather(value, parts.join(), this.count(rows), () =>
      this.graph.add('Concat', parts, { axis: { int: 0 } }, `${value}:rows`),
    );
  }

  #slice(value: string, start: number, end: number): string {
    const perRow = this.#unet.dimsOf(value)[0]!;
    const { graph } = this;
    const bounds = [start * perRow, end * perRow, 0].map((bound) => graph.int64s([bound]));
    return this.#gather(value, `${start} ${end}`, end - start, () =>
      graph.add('Slice', [value, ...bounds], {}, `${value}:rows`),
    );
  }

  /** Makes a selection of rows once and notes its type. */
  #gather(value: string, selection: string, count: number, make: () => string): string {
    const key = `${value} ${selection}`;
    const known = this.#gathered.get(key);
    if (known) return known;
    const made = make();
    const { type } = this.#unet.typeOf(value);
    const [perRow = 1, ...rest] = this.#unet.dimsOf(value);
    this.graph.types.set(made, { type, dims: [perRow * count, ...rest] });
    this.#gathered.set(key, made);
    return made;
  }

  /** One row that every row shares, as many times as an operator needs that does not broadcast. */
  #repeat(value: string, count: number): string {
    return this.#gather(value, `× ${count}`, count, () => {
      const [, ...rest] = this.#unet.dimsOf(value);
      return this.graph.add('Expand', [value, this.graph.int64s([count, ...rest])]);
    });
  }

  #size(kind: Rows): number {
    return kind === SOURCE ? 1 : this.#targets;
  }

  /** The rows to compute for these: before the text comes in, an unconditional row is its target's. */
  #distinct(value: string, rows: Rows): Rows {
    const shares = rows & UNCONDITIONAL && !this.#branched.has(value);
    return shares ? (rows & ~UNCONDITIONAL) | TARGET : rows;
  }

  #emit(node: Node, rows: Rows, outputs: string[], renamed?: Map<string, string>): void {
    const inputs = node.inputs.map((input) => renamed?.get(input) ?? this.at(input, rows));
    if (node.inputs.some((input) => this.#rowed.has(input))) {
      checkRowByRow(this.#unet, node, this.#rowed);
      const shape = SHAPE_OPERAND[node.op];
      if (shape !== undefined && inputs[shape])
        inputs[shape] = this.graph.int64s(this.dims(node.outputs[0]!, rows));
      if (node.op === 'Concat')
        for (const [i, input] of node.inputs.entries())
          if (!this.#rowed.has(input)) inputs[i] = this.#repeat(input, this.count(rows));
    }
    const name = renamed ? this.graph.fresh(`${node.name || node.op}:apart`) : node.name;
    this.graph.nodes.push({ ...node, name, inputs, outputs });
    for (const [i, output] of node.outputs.entries())
      this.graph.types.set(outputs[i]!, {
        type: this.#unet.typeOf(output).type,
        dims: this.dims(output, rows),
      });
  }
}

/** Which operand is the output's shape. */
const SHAPE_OPERAND: Readonly<Record<string, number>> = { Reshape: 1, Expand: 1, Resize: 3 };

/** Operators whose operands broadcast against each other. */
const BROADCASTING = new Set('Add Div MatMul Mul Pow Sub Sum Where'.split(' '));

/** Operators that leave the leading axis alone, when no axis of theirs is that one. */
const ALONG_OTHER_AXES = new Set(
  (
    'Cast Clip Concat Conv Erf Exp Expand Gather Gelu Gemm GroupNormalization Identity ' +
    'InstanceNormalization LayerNormalization Neg Reciprocal ReduceMean ReduceSum Relu Reshape ' +
    'Resize Sigmoid Slice Softmax Split Sqrt Squeeze Tanh Transpose Unsqueeze'
  ).split(' '),
);

/** Operand that lists the axes of an operator, where it is not an attribute. */
const AXES_OPERAND: Readonly<Record<string, number>> = {
  ReduceMean: 1,
  ReduceSum: 1,
  Slice: 3,
  Squeeze: 1,
  Unsqueeze: 1,
};

/** Throws unless the node treats every row of its operands alike and apart. */
function checkRowByRow(graph: Graph, node: Node, rowed: Set<string>): void {
  const rank = graph.dimsOf(node.outputs[0]!).length;
  if (BROADCASTING.has(node.op)) {
    const leading = graph.dimsOf(node.outputs[0]!)[0]!;
    for (const input of node.inputs) {
      const dims = graph.dimsOf(input);
      const fits = rowed.has(input)
        ? dims.length === rank && dims[0] === leading
        : dims.length < rank || dims[0] === 1;
      if (!fits) throw unsupported(node, `mixes rows: "${input}" is [${dims.join(', ')}]`);
    }
    return;
  }
  if (!ALONG_OTHER_AXES.has(node.op)) throw unsupported(node, 'is not known to work row by row');
  const operand = graph.initializers.get(node.inputs[AXES_OPERAND[node.op] ?? Infinity] ?? '');
  const fallback = node.op === 'Gather' || node.op === 'Split' ? 0 : -1;
  const axes: readonly number[] = (operand && valuesOf(operand)) ??
    intsOf(node, 'axes') ?? [intOf(node, 'axis', fallback)];
  const inputRank = Math.max(rank, graph.dimsOf(node.inputs[0]!).length);
  const leadingMoved =
    (intsOf(node, 'perm')?.[0] ?? 0) !== 0 ||
    intOf(node, 'transA', 0) !== 0 ||
    axes.some((axis) => axis === 0 || axis === -inputRank);
  if (leadingMoved) throw unsupported(node, 'works across rows');
}

function unsupported(node: Node, what: string): WordbrushError {
  return new WordbrushError(
    'unsupported-op',
    `${label(node)} ${what}, so the UNet cannot be run with several rows at once.`,
  );
}
