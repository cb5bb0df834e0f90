import { WordbrushError } from '../errors.js';
/** Sorts the nodes so that each follows what it reads, otherwise keeping their order. */
export function sortNodes(graph) {
    const producers = graph.producers();
    const sorted = [];
    const state = new Map();
    for (const root of graph.nodes) {
        // Depth first with an explicit stack: graphs are thousands of nodes deep.
        const stack = [root];
        while (stack.length > 0) {
            const node = stack.at(-1);
            if (state.get(node) === 'done') {
                stack.pop();
                continue;
            }
            state.set(node, 'visiting');
            const waiting = node.inputs
                .map((input) => producers.get(input))
                .filter((producer) => producer !== undefined && state.get(producer) !== 'done');
            if (waiting.length === 0) {
                state.set(node, 'done');
                sorted.push(node);
                stack.pop();
            }
            for (const producer of waiting.reverse()) {
                if (!producer)
                    continue;
                if (state.get(producer) === 'visiting')
                    throw new WordbrushError('bad-model', `${graph.name} has a cycle through node "${producer.name}" (${producer.op}).`);
                stack.push(producer);
            }
        }
    }
    graph.nodes = sorted;
}
/** Removes the nodes, constants and types that no output needs. Graph inputs stay. */
export function prune(graph) {
    const needed = ancestors(graph, graph.outputs);
    graph.nodes = graph.nodes.filter((node) => node.outputs.some((output) => needed.has(output)));
    for (const node of graph.nodes)
        for (const output of node.outputs)
            needed.add(output);
    for (const name of graph.inputs)
        needed.add(name);
    for (const name of graph.initializers.keys())
        if (!needed.has(name))
            graph.initializers.delete(name);
    for (const name of graph.types.keys())
        if (!needed.has(name))
            graph.types.delete(name);
}
/** Every value that `values` are computed from, themselves included. */
export function ancestors(graph, values) {
    const producers = graph.producers();
    const found = new Set(values);
    for (const value of found)
        for (const input of producers.get(value)?.inputs ?? [])
            if (input)
                found.add(input);
    return found;
}
/** Every value that is computed from `values`, themselves included. The nodes must be sorted. */
export function descendants(graph, values) {
    const found = new Set(values);
    for (const node of graph.nodes)
        if (node.inputs.some((input) => found.has(input)))
            for (const output of node.outputs)
                if (output)
                    found.add(output);
    return found;
}
