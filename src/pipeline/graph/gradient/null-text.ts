import { expandBigAttention, gatherBigAttention } from '../attention/big-attention.ts';
import type { Graph } from '../ir.ts';
import { materialise } from '../normalise/materialise.ts';
import { descendants, prune, sortNodes } from '../order.ts';
import { differentiate } from './gradient.ts';

/** Input of diffusers' UNet exports: the noised latent z, [R, C, h, w]. */
export const SAMPLE = 'sample';
/** Their timestep t. */
export const TIMESTEP = 'timestep';
/** Their context c, the embedded prompt, [R, L, D]. */
export const CONTEXT = 'encoder_hidden_states';

/** The graphs of null-text optimisation. All values are float32 but the timestep. */
export interface NullTextGraphs {
  /** sample, timestep → the boundary: what the text cannot influence, run once per timestep. */
  readonly stem: Graph;
  /** boundary, encoder_hidden_states → the UNet's output [1, C, h, w]. */
  readonly conditional: Graph;
  /**
   * boundary, encoder_hidden_states (∅ [1, L, D]), sample (z), conditional (m_c) and target (z*),
   * each [1, C, h, w], and the scalars guidance_scale (w), latent_coefficient (a) and
   * prediction_coefficient (b) → loss [], gradient [1, L, D], prediction (m_u); see
   * NullTextStep.gradient.
   */
  readonly gradient: Graph;
  /** Names of the values that the stem gives to the other two. */
  readonly boundary: readonly string[];
}

/**
 * Takes a normalised UNet of batch 1 apart for null-text optimisation.
 *
 * @param folder where weights that follow from weights are kept; null: sessions compute them as they open
 */
export async function nullTextGraphs(unet: Graph, folder: string | null): Promise<NullTextGraphs> {
  const { stem, conditional, boundary } = splitAtContext(unet);
  gatherBigAttention(conditional);
  const gradient = conditional.clone();
  gradient.name = `${unet.name} (null-text gradient)`;
  const loss = addLoss(gradient);
  const [prediction] = gradient.outputs;
  gradient.outputs = [];
  gradient.addOutput('loss', loss);
  gradient.addOutput('gradient', differentiate(gradient, 'loss', CONTEXT));
  gradient.types.set('gradient', gradient.typeOf(CONTEXT));
  gradient.addOutput('prediction', prediction!);
  prune(gradient);
  expandBigAttention(conditional);
  expandBigAttention(gradient);
  if (folder !== null) await materialise(gradient, folder);
  return { stem, conditional, gradient, boundary };
}

/** Cuts the UNet into what the context cannot influence and the rest. */
function splitAtContext(unet: Graph) {
  const stem = unet.clone();
  sortNodes(stem);
  const conditional = stem.clone();
  stem.name = `${unet.name} (stem)`;
  conditional.name = `${unet.name} (conditional)`;

  const influenced = descendants(stem, [CONTEXT]);
  const isInfluenced = (values: readonly string[]) => values.some((value) => influenced.has(value));
  stem.nodes = stem.nodes.filter(({ outputs }) => !isInfluenced(outputs));
  conditional.nodes = conditional.nodes.filter(({ outputs }) => isInfluenced(outputs));

  const made = new Set([...stem.nodes.flatMap(({ outputs }) => outputs), SAMPLE, TIMESTEP]);
  const read = new Set(conditional.nodes.flatMap(({ inputs }) => inputs));
  const needed = [...read].filter((value) => made.has(value));
  const boundary = needed.filter((value) => !stem.inputs.includes(value));
  stem.inputs = stem.inputs.filter((name) => name !== CONTEXT);
  stem.outputs = boundary;
  conditional.inputs = [...needed, CONTEXT];
  prune(stem);
  prune(conditional);
  return { stem, conditional, boundary };
}

/**
 * m = m_u + w (m_c − m_u); previous = a z + b m; loss = mean((previous − z*)²)
 * (Mokady et al. 2022, eq. 3, with the DDIM step written as a z + b m).
 */
function addLoss(graph: Graph): string {
  const prediction = graph.outputs[0]!;
  const { type, dims } = graph.typeOf(prediction);
  const scalar = (name: string) => graph.addInput(name, type, []);
  const latent = (name: string) =>
    graph.inputs.includes(name) ? name : graph.addInput(name, type, dims);

  const sample = latent(SAMPLE);
  const conditional = latent('conditional');
  const target = latent('target');
  const [w, a, b] = ['guidance_scale', 'latent_coefficient', 'prediction_coefficient'].map(scalar);
  const add = (op: string, ...inputs: string[]) => {
    const result = graph.add(op, inputs);
    graph.types.set(result, { type, dims });
    return result;
  };
  const guided = add('Add', prediction, add('Mul', add('Sub', conditional, prediction), w!));
  const previous = add('Add', add('Mul', sample, a!), add('Mul', guided, b!));
  const error = add('Sub', previous, target);
  const square = add('Mul', error, error);
  const loss = graph.add('ReduceMean', [square], { keepdims: { int: 0 } });
  graph.types.set(loss, { type, dims: [] });
  return loss;
}
