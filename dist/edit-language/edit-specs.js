import { EDIT_METHODS } from '../pipeline/types.js';
import { spanOf } from './edit-language.js';
import { redrawSpecOf } from './edit-methods.js';
import { contentWords, findPhrase } from './prompt-words.js';
/**
 * The pipeline's form of an edit by Prompt-to-Prompt that runs from `sourcePrompt`.
 *
 * Structure is the end of the self-attention window.
 *
 * @throws WordbrushError `bad-edit` when `only` or `keep` names nothing in either prompt
 */
export function editSpecOf(request, sourcePrompt) {
    const { targetPrompt, weights, options } = request;
    const only = options.only === undefined ? null : region(request, sourcePrompt, options.only);
    const keep = options.keep === undefined ? null : region(request, sourcePrompt, options.keep);
    return {
        targetPrompt,
        ...(weights.length > 0 && { weights }),
        ...(options.strength !== undefined && { strength: options.strength }),
        ...(options.structure !== undefined && { selfWindow: [0, options.structure] }),
        ...(options.seed !== undefined && { seed: options.seed }),
        ...((only || keep) && {
            blend: { source: '', target: '', ...only, ...(keep && { subtract: keep }) },
        }),
    };
}
/**
 * The same for an edit that may be using `all`: a spec a method, less those that cannot do it.
 * `mask` is a picture file, white where an inpainting redraws.
 */
export function editSpecsOf(request, sourcePrompt, mask) {
    const { using = 'prompt-to-prompt' } = request.options;
    const where = mask ? { picture: mask } : objectOf(request, sourcePrompt);
    const methods = using === 'all' ? EDIT_METHODS.filter((method) => method !== 'inpaint' || where) : [using];
    return methods.map((method) => method === 'prompt-to-prompt'
        ? editSpecOf(request, sourcePrompt)
        : redrawSpecOf(request, method, where));
}
/** What an edit is about, in words of the source prompt: `only` that, or what the arrows replace. */
function objectOf(request, sourcePrompt) {
    const { only } = request.options;
    const words = only === undefined
        ? request.replacements
            .flatMap(({ from }) => contentWords(from))
            .filter((word) => findPhrase(sourcePrompt, word) !== null)
            .join(' ')
        : region(request, sourcePrompt, only).source;
    return words === '' ? null : { words };
}
/** What an object is called in the source and in the target prompt; '' where it is not there. */
function region(request, sourcePrompt, phrase) {
    const isIn = (prompt) => findPhrase(prompt, phrase) !== null;
    const counterpart = request.replacements.find(({ from, to }) => findPhrase(from, phrase) !== null || findPhrase(to, phrase) !== null);
    const source = isIn(sourcePrompt) ? phrase : (counterpart?.from ?? '');
    const target = isIn(request.targetPrompt) ? phrase : (counterpart?.to ?? '');
    if (source === '' && target === '')
        spanOf(request.targetPrompt, phrase);
    return {
        source: source !== '' && findPhrase(sourcePrompt, source) ? source : '',
        target: target !== '' && findPhrase(request.targetPrompt, target) ? target : '',
    };
}
