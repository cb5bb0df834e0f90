import { WordbrushError } from '../errors.js';
import { naturalAlignment, refineAlignment, replaceAlignment, } from './align.js';
import { attentionControl } from './attention-control.js';
import { swappedObjects } from './auto-blend.js';
import { wordMask } from './inpaint.js';
import { tokensOfPhrase } from './phrase.js';
import { promptsWithout } from './word-guidance.js';
const BLEND_START = 0.2;
const USUAL_STRENGTH = 0.5;
/** Throws `bad-edit` for words that do not occur and prompts that cannot be aligned as asked. */
export function planEdit(spec, source, target, settings) {
    const { prompt, attention, latent, steps } = source;
    const align = spec.align ?? naturalAlignment(prompt, target);
    const alignment = { replace: replaceAlignment, refine: refineAlignment }[align](prompt, target);
    const kind = prompt.ids.every((id, i) => id === target.ids[i]) ? 'reweight' : align;
    const objects = kind === 'replace' ? swappedObjects(prompt, target, attention, latent) : null;
    const blend = planBlend(spec, objects, source, target, settings.blendThreshold);
    const isLocal = objects !== null && blend !== null && blend.tokens !== null;
    const isFresh = (settings.noise.renewed > 0 || settings.noise.restored > 0) &&
        addsToPicture(spec, kind, alignment, target);
    const { cross, self } = settings.windows[isLocal ? 'object' : 'picture'];
    const pull = pullOf(share('strength', spec.strength ?? USUAL_STRENGTH), cross);
    const windows = {
        cross: spec.crossWindow ?? [0, pull.crossEnd],
        self: spec.selfWindow ?? [0, self],
    };
    return {
        kind,
        control: attentionControl(spec, target, alignment, windows, steps),
        blend,
        guidanceFactor: pull.guidanceFactor,
        newObject: objects?.isNew
            ? planNewObject(spec, objects.tokens, isLocal, source, settings)
            : null,
        noise: isFresh ? { ...settings.noise, seed: spec.seed ?? 0 } : null,
        weighed: promptsWithout(spec, target),
    };
}
/**
 * What a strength makes of the end of a cross-attention window and of the guidance scale. At 0.5 it
 * leaves both alone; at 0 the source's attention stays to the end and guidance is halved, at 1 the
 * window is half as long and guidance half as strong again.
 */
export function pullOf(strength, crossEnd) {
    const isWeak = strength <= USUAL_STRENGTH;
    return {
        crossEnd: isWeak ? 1 - 2 * strength * (1 - crossEnd) : crossEnd * (1.5 - strength),
        guidanceFactor: 0.5 + strength,
    };
}
/**
 * What is new needs noise to take shape from, also where no object takes another's place: a phrase
 * behind the whole prompt, which tells of the scene (“… in the snow”), or more of what is weighed.
 * What changes has the noise of what it was.
 */
function addsToPicture({ weights = [] }, kind, { unmatched }, target) {
    const lastWord = target.length - 2; // before the end token
    return ((kind === 'refine' && unmatched[lastWord] === true) || weights.some(({ factor }) => factor > 1));
}
/** Where pixels may change; null for everywhere. */
function planBlend({ blend = 'auto', weights = [] }, objects, { prompt, steps }, target, threshold) {
    if (blend === 'none')
        return null;
    if (blend === 'auto') {
        const isConfined = objects?.isAll && weighsOnly(objects.tokens.target, weights, target);
        return isConfined ? blendOf(objects.tokens, threshold, steps) : null;
    }
    const { subtract, start = BLEND_START } = blend;
    const find = (words) => ({
        source: words.source ? tokensOfPhrase(prompt, words.source) : [],
        target: words.target ? tokensOfPhrase(target, words.target) : [],
    });
    return {
        tokens: blend.source || blend.target ? find(blend) : null,
        subtract: subtract ? find(subtract) : null,
        firstStep: Math.floor(share('start of the blend', start) * steps),
        threshold: share('threshold of the blend', blend.threshold ?? threshold),
    };
}
/** Whether nothing but these tokens of the target counts for more or less. */
function weighsOnly(tokens, weights, target) {
    return weights.every(({ words }) => tokensOfPhrase(target, words).every((token) => tokens.includes(token)));
}
function blendOf(tokens, threshold, steps) {
    return { tokens, subtract: null, firstStep: Math.floor(BLEND_START * steps), threshold };
}
/** Null for a model whose objects are swapped as in the paper. */
function planNewObject(spec, tokens, isLocal, { attention, latent, steps }, { newObject, blendThreshold }) {
    if (!newObject)
        return null;
    const region = {
        place: wordMask(attention, tokens.source, blendThreshold, latent),
        blend: blendOf(tokens, blendThreshold, steps),
    };
    return {
        region: isLocal ? null : region,
        guidanceScale: newObject.guidanceScale,
        noise: { ...newObject.noise, seed: spec.seed ?? 0 },
    };
}
/** Throws `bad-option` unless the value is from 0 to 1. */
export function share(name, value) {
    if (value >= 0 && value <= 1)
        return value;
    throw new WordbrushError('bad-option', `The ${name} is ${value}; it must be from 0 to 1.`);
}
