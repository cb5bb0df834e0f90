import { parseEdit, } from '../../edit-language/edit-language.js';
import { checkTakesMask, PULL } from '../../edit-language/edit-methods.js';
import { editSpecsOf } from '../../edit-language/edit-specs.js';
import { contentWords, findPhrase, wordsOf } from '../../edit-language/prompt-words.js';
/** A result that has not been drawn. Of the one that a plan was made from it takes nothing else. */
export function resultFrom(plan, id, requester) {
    const { title, prompt, replacements, weights, edited, options } = plan;
    const { assumed, mask, parent, source } = plan;
    return {
        ...{ id, parent, source, title, prompt, replacements, weights, edited, options },
        ...(assumed !== undefined && { assumed }),
        ...(mask !== undefined && { mask }),
        ...{ requester, pictures: [], chosen: 0, reactions: [] },
    };
}
/**
 * The edit that a text asks for on a result: it chains on the result's prompt.
 *
 * @throws WordbrushError `bad-edit`
 */
export function planEdit(text, from, source, defaults, mask) {
    const edit = parseEdit(text, from.prompt);
    if (mask)
        checkTakesMask(edit.options);
    const plan = {
        title: text.trim(),
        prompt: edit.targetPrompt,
        replacements: compose(from.replacements, edit),
        weights: chainWeights(from.weights, edit),
        edited: editedWords(from.prompt, edit),
        ...chainOptions(edit.options, typedOf(from), defaults),
        parent: from.id,
        source: from.source,
    };
    specsOf(plan, source, mask); // refuses what `only` and `keep` cannot name, before anything is queued
    return plan;
}
/** The same words with another strength: of the weights where the edit weighed words, else of the pull. */
export function planStrength(from, parent, step) {
    const own = from.weights.filter(({ words, factor }) => {
        const before = parent?.weights.find((weight) => weight.words === words)?.factor ?? 1;
        return factor !== before;
    });
    const { dial, usual } = PULL[methodOf(from.options)];
    const options = optionsOf(from);
    const pull = clamp((options[dial] ?? usual) + 0.25 * step, 0, 1);
    const weighed = own.length > 0;
    return {
        ...from,
        title: `${from.title} ${step > 0 ? '(stronger)' : '(weaker)'}`,
        weights: weighed
            ? from.weights.map((weight) => own.includes(weight)
                ? {
                    ...weight,
                    factor: clamp(weight.factor + (weight.factor < 1 ? -0.5 : 0.5) * step, -2, 5),
                }
                : weight)
            : from.weights,
        options: weighed ? options : { ...options, [dial]: pull },
        assumed: assumedOf(from).filter((name) => weighed || name !== dial),
        parent: from.parent,
    };
}
/** Four ways to draw the same words. */
export function planVariations(from) {
    return {
        ...from,
        title: `${from.title} (varied)`,
        options: { ...optionsOf(from), variations: 4 },
        assumed: assumedOf(from),
    };
}
/** The same words with other weights, by reactions. */
export function planReweighted(from, weights, title) {
    return {
        ...from,
        title,
        weights,
        edited: weights.map(({ words }) => words),
        options: followed(optionsOf(from)),
        assumed: assumedOf(from),
        parent: from.id,
    };
}
/**
 * The pipeline's form of a result: one spec a variation, or with `using all` one a method. `mask` is
 * the picture file that says where to inpaint.
 */
export function specsOf(result, source, mask) {
    const { variations: count = 1, ...options } = result.options;
    return Array.from({ length: count }, (_, i) => editSpecsOf({
        targetPrompt: result.prompt,
        weights: result.weights,
        replacements: result.replacements,
        options: { ...options, ...variation(i, options) },
    }, source.prompt, mask)).flat();
}
/** What tells variation i of a result from the others, for people. */
export function variationLabel(i, options) {
    const dials = Object.entries(variation(i, options)).map(([dial, value]) => `${dial} ${value}`);
    return dials.length > 0 ? dials.join(', ') : 'as asked';
}
/**
 * The methods that start from noise vary by their noise. DiffEdit starts from the encoded picture and
 * its noise finds no more than the mask, so that it varies by how far it pulls. Prompt-to-Prompt does
 * by both: a model may draw what is new from noise, or everything from the inversion alone.
 */
function variation(i, options) {
    if (i === 0)
        return {};
    if (options.using === 'diffedit')
        return RATIOS[i] ?? {};
    const seed = { seed: (options.seed ?? 0) + i };
    return isFollowing(options) ? { ...PULLS[i], ...seed } : seed;
}
const PULLS = [
    {},
    { strength: 0.8, structure: 0.3 },
    { strength: 0.3, structure: 0.5 },
    { strength: 1, structure: 0.15 },
    { strength: 0.6, structure: 0.2 },
    { strength: 0.2, structure: 0.6 },
    { strength: 0.9, structure: 0.4 },
    { strength: 0.7, structure: 0.1 },
    { strength: 1, structure: 0 },
];
const RATIOS = [
    {},
    { ratio: 0.7 },
    { ratio: 1 },
    { ratio: 0.5 },
    { ratio: 0.8 },
    { ratio: 0.6 },
    { ratio: 0.95 },
    { ratio: 0.4 },
    { ratio: 0.3 },
];
/**
 * Dials of Prompt-to-Prompt that were typed stay from edit to edit, under those come the settings of now;
 * the other methods take only what they are given.
 */
function chainOptions(given, before, defaults) {
    if (!isFollowing(given))
        return { options: given };
    const { strength, structure, seed } = { ...followed(before), ...given };
    const settings = {
        ...(strength === undefined &&
            defaults.strength !== undefined && { strength: defaults.strength }),
        ...(structure === undefined &&
            defaults.structure !== undefined && { structure: defaults.structure }),
    };
    const assumed = Object.keys(settings);
    return {
        options: {
            ...given,
            ...(strength !== undefined && { strength }),
            ...(structure !== undefined && { structure }),
            ...(seed !== undefined && { seed }),
            ...settings,
        },
        ...(assumed.length > 0 && { assumed }),
    };
}
/** Whether the picture is drawn by Prompt-to-Prompt alone. */
function isFollowing({ using = 'prompt-to-prompt' }) {
    return using === 'prompt-to-prompt';
}
function methodOf({ using }) {
    return using === undefined || using === 'all' ? 'prompt-to-prompt' : using;
}
/** What a result's options mean for what goes on from it by Prompt-to-Prompt. */
function followed(options) {
    return isFollowing(options) ? options : {};
}
/** cat → lion, then lion → tiger: cat → tiger. */
function compose(before, { replacements }) {
    let composed = [...before];
    for (const { from, to } of replacements) {
        const earlier = composed.find((step) => findPhrase(step.to, from) !== null);
        composed = earlier
            ? composed.map((step) => (step === earlier ? { from: step.from, to } : step))
            : [...composed, { from, to }];
    }
    return composed;
}
/** Earlier weights of words that are still there, under the new ones. */
function chainWeights(before, edit) {
    const factors = new Map(before
        .filter(({ words }) => findPhrase(edit.targetPrompt, words) !== null)
        .map(({ words, factor }) => [words, factor]));
    for (const { words, factor } of edit.weights)
        factors.set(words.toLowerCase(), factor);
    return [...factors]
        .filter(([, factor]) => factor !== 1)
        .map(([words, factor]) => ({ words, factor }));
}
/** Words that say something and that are new or newly weighed. */
function editedWords(before, edit) {
    const old = new Set(wordsOf(before).map(({ key }) => key));
    const fresh = contentWords(edit.targetPrompt).filter((word) => !old.has(word));
    const weighed = edit.weights.map(({ words }) => words.toLowerCase());
    return [...new Set([...fresh, ...weighed])];
}
/** What a result was drawn with; of several variations, the one that is chosen. */
function optionsOf({ options: { variations = 1, ...options }, chosen }) {
    return variations > 1 ? { ...options, ...variation(chosen, options) } : options;
}
function clamp(value, min, max) {
    return Math.min(max, Math.max(min, value));
}
/** What of them nobody typed; a variation that was chosen counts as typed. */
function assumedOf({ assumed = [], chosen }) {
    return chosen > 0 ? [] : assumed;
}
/** What a result was drawn with, without what nobody typed or chose. */
function typedOf(from) {
    const { strength, structure, ...options } = optionsOf(from);
    const assumed = assumedOf(from);
    return {
        ...options,
        ...(strength !== undefined && !assumed.includes('strength') && { strength }),
        ...(structure !== undefined && !assumed.includes('structure') && { structure }),
    };
}
