import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { WordbrushError } from '../errors.js';
import { isExternal } from './ir.js';
import { sortNodes } from './order.js';
/** Attention as one operator, which leaves no map to edit and has no standard reverse. */
const FUSED_ATTENTION = /^(Attention|MultiHeadAttention|PackedAttention|PackedMultiHeadAttention|GroupQueryAttention|FlashAttention)$/;
/** Operators that draw random numbers: a graph with one is not a function of its inputs. */
const RANDOM = /^(RandomNormal|RandomUniform|RandomNormalLike|RandomUniformLike|Bernoulli|Multinomial)$/;
/**
 * Throws one clear error when the graph's links are broken or it holds an operator that Wordbrush
 * cannot work with. Leaves the nodes sorted.
 */
export function checkGraph(graph) {
    checkLinks(graph);
    for (const node of graph.nodes)
        checkOperator(graph, node);
    sortNodes(graph);
}
/** Throws when a file that the weights lie in is missing or too short. */
export async function checkExternalData(graph, folder) {
    const ends = new Map();
    for (const { data } of graph.initializers.values())
        if (isExternal(data))
            ends.set(data.location, Math.max(ends.get(data.location) ?? 0, data.offset + data.length));
    for (const [location, end] of ends) {
        const path = join(folder, location);
        const file = await stat(path).catch(() => null);
        if (!file)
            throw bad(`${graph.name} keeps its weights in ${path}, which is missing: download it too.`);
        if (file.size < end)
            throw bad(`${path} is truncated: ${graph.name} needs ${end} bytes of it, it has ${file.size}. ` +
                'Download or export it again.');
    }
}
function checkLinks(graph) {
    const made = new Set();
    const define = (name, by) => {
        if (made.has(name))
            throw bad(`${graph.name} defines "${name}" twice; the second is ${by}.`);
        made.add(name);
    };
    for (const name of graph.inputs)
        define(name, 'a graph input');
    for (const name of graph.initializers.keys())
        define(name, 'a constant');
    for (const node of graph.nodes)
        for (const output of node.outputs)
            if (output)
                define(output, `made by ${label(node)}`);
    for (const node of graph.nodes)
        for (const input of node.inputs)
            if (input && !made.has(input))
                throw bad(`${label(node)} of ${graph.name} reads "${input}", which nothing makes.`);
    for (const output of graph.outputs)
        if (!made.has(output))
            throw bad(`${graph.name} has the output "${output}", which nothing makes.`);
}
function checkOperator(graph, node) {
    const what = `${graph.name} contains ${label(node)}`;
    if (FUSED_ATTENTION.test(node.op))
        throw unsupported(`${what}, a fused attention that can be neither differentiated nor edited: ` +
            'export the model with plain MatMul and Softmax (opset 17 to 20, not optimised).');
    if (RANDOM.test(node.op))
        throw unsupported(`${what}, which draws random numbers: ` +
            "export the encoder with the distribution's parameters as output, not a sample.");
    if (!graph.opsets.has(node.domain))
        throw bad(`${what} of domain "${node.domain || 'ai.onnx'}", which the model does not declare.`);
    if (node.domain !== '' && graph.functions.length === 0)
        throw unsupported(`${what} of domain "${node.domain}": only standard operators are supported. ` +
            'Use the plain export instead of one optimised for a runtime.');
    for (const [name, attribute] of Object.entries(node.attributes))
        if ('opaque' in attribute)
            throw unsupported(`${what}, whose attribute "${name}" is a subgraph or a type.`);
}
/** How error messages name a node. */
export function label(node) {
    return node.name ? `${node.op} "${node.name}"` : `${node.op} making "${node.outputs[0]}"`;
}
function bad(message) {
    return new WordbrushError('bad-model', message);
}
function unsupported(message) {
    return new WordbrushError('unsupported-op', message);
}
