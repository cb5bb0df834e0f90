import { REDRAW_DEFAULTS } from '../pipeline/diffusion/redraw-defaults.js';
import { WordbrushError } from '../pipeline/errors.js';
import { EDIT_METHODS, } from '../pipeline/types.js';
const USING = new Map([
    ...EDIT_METHODS.map((method) => [method, method]),
    ['p2p', 'prompt-to-prompt'],
    ['fastdiffedit', 'fast-diffedit'],
    ['inpainting', 'inpaint'],
    ['all', 'all'],
]);
/** The method that a word names, whatever its case; undefined for any other word. */
export function methodNamed(word) {
    return USING.get(word.toLowerCase());
}
/** For people: how each method is written. */
export const METHOD_LABELS = {
    'prompt-to-prompt': 'Prompt-to-Prompt',
    sdedit: 'SDEdit',
    diffedit: 'DiffEdit',
    'fast-diffedit': 'FastDiffEdit',
    inpaint: 'Inpainting',
};
/** The options that each method understands. */
const DIALS = {
    'prompt-to-prompt': ['strength', 'structure', 'only', 'keep', 'seed'],
    sdedit: ['strength', 'seed'],
    diffedit: ['ratio', 'threshold', 'repeats', 'seed'],
    'fast-diffedit': ['strength', 'threshold', 'repeats', 'seed'],
    inpaint: ['only', 'strength', 'threshold', 'seed'],
};
/** The dial that says how far a method may go from the source, and where it stands by default. */
export const PULL = {
    'prompt-to-prompt': { dial: 'strength', usual: 0.5 },
    sdedit: { dial: 'strength', usual: REDRAW_DEFAULTS.sdedit.strength },
    diffedit: { dial: 'ratio', usual: REDRAW_DEFAULTS.diffedit.ratio },
    'fast-diffedit': { dial: 'strength', usual: REDRAW_DEFAULTS['fast-diffedit'].strength },
    inpaint: { dial: 'strength', usual: REDRAW_DEFAULTS.inpaint.strength },
};
/** Refuses what the chosen method has no use for. With `all`, each method takes what it knows. */
export function checkDials({ options, weights }) {
    const { using = 'prompt-to-prompt', variations = 1, ...given } = options;
    if (using === 'all') {
        if (variations > 1)
            throw badEdit('“using all” makes one picture with each method; leave the count out.');
        return;
    }
    const known = DIALS[using];
    const foreign = Object.keys(given).find((dial) => !known.includes(dial));
    if (foreign !== undefined)
        throw badEdit(`${METHOD_LABELS[using]} has no “${foreign}”; it has ${listed(known)}.`);
    if (weights.length > 0 && using !== 'prompt-to-prompt')
        throw badEdit(`${METHOD_LABELS[using]} cannot weigh words; leave out “using ${using}”, or the weight.`);
}
/**
 * Refuses a mask that the chosen method would not look at.
 *
 * @throws WordbrushError `bad-edit`
 */
export function checkTakesMask({ using }) {
    if (using === 'inpaint' || using === 'all')
        return;
    throw badEdit('A mask says where to inpaint: write “using inpaint” after the edit, or leave the picture out.');
}
/**
 * The pipeline's form of an edit by a method that redraws from noise. `where` is what an inpainting
 * redraws.
 *
 * @throws WordbrushError `bad-edit` when an inpainting names nothing to redraw
 */
export function redrawSpecOf({ targetPrompt, options }, method, where) {
    const dials = dialsOf(options, DIALS[method]);
    if (method !== 'inpaint')
        return { targetPrompt, method, ...dials };
    if (!where)
        throw badEdit('Inpainting needs to know where: add only "cat", with a word of the first prompt.');
    return { targetPrompt, method, mask: where, ...dials };
}
/** Those of the numbers given that a method has as its dials. */
function dialsOf({ strength, ratio, threshold, repeats, seed }, known) {
    return {
        ...(strength !== undefined && known.includes('strength') && { strength }),
        ...(ratio !== undefined && known.includes('ratio') && { ratio }),
        ...(threshold !== undefined && known.includes('threshold') && { threshold }),
        ...(repeats !== undefined && known.includes('repeats') && { repeats }),
        ...(seed !== undefined && known.includes('seed') && { seed }),
    };
}
export function listed(words, last = 'and') {
    return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
function badEdit(message) {
    return new WordbrushError('bad-edit', message);
}
