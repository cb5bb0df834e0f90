import { expandBigAttention, gatherBigAttention } from './big-attention.js';
import { differentiate } from './gradient.js';
import { materialise } from './materialise.js';
import { descendants, prune, sortNodes } from './order.js';
/** Input and output names of diffusers' UNet exports. */
export const SAMPLE = 'sample';
export const TIMESTEP = 'timestep';
export const CONTEXT = 'encoder_hidden_states';
/** Takes a normalised UNet of batch 1 apart for null-text optimisation. */
export async function nullTextGraphs(unet, folder) {
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
    gradient.addOutput('prediction', prediction);
    prune(gradient);
    expandBigAttention(conditional);
    expandBigAttention(gradient);
    await materialise(gradient, folder);
    return { stem, conditional, gradient, boundary };
}
/** Cuts the UNet into what the context cannot influence and the rest. */
function splitAtContext(unet) {
    const stem = unet.clone();
    sortNodes(stem);
    const conditional = stem.clone();
    stem.name = `${unet.name} (stem)`;
    conditional.name = `${unet.name} (conditional)`;
    const influenced = descendants(stem, [CONTEXT]);
    const isInfluenced = (values) => values.some((value) => influenced.has(value));
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
function addLoss(graph) {
    const prediction = graph.outputs[0];
    const { type, dims } = graph.typeOf(prediction);
    const scalar = (name) => graph.addInput(name, type, []);
    const latent = (name) => graph.inputs.includes(name) ? name : graph.addInput(name, type, dims);
    const sample = latent(SAMPLE);
    const conditional = latent('conditional');
    const target = latent('target');
    const [w, a, b] = ['guidance_scale', 'latent_coefficient', 'prediction_coefficient'].map(scalar);
    const add = (op, ...inputs) => {
        const result = graph.add(op, inputs);
        graph.types.set(result, { type, dims });
        return result;
    };
    const guided = add('Add', prediction, add('Mul', add('Sub', conditional, prediction), w));
    const previous = add('Add', add('Mul', sample, a), add('Mul', guided, b));
    const error = add('Sub', previous, target);
    const square = add('Mul', error, error);
    const loss = graph.add('ReduceMean', [square], { keepdims: { int: 0 } });
    graph.types.set(loss, { type, dims: [] });
    return loss;
}
