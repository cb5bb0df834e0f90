import { wordMask } from './diffusion/inpaint.js';
import { noiseLevels } from './diffusion/noise.js';
import { tokensOfPhrase } from './diffusion/phrase.js';
import { planEdit, share } from './diffusion/plan-edit.js';
import { editLatents, editUnits } from './diffusion/prompt-to-prompt.js';
import { planRedrawing } from './diffusion/redraw.js';
import { throwIfCancelled } from './errors.js';
import { drawMask, readMaskPicture } from './mask-picture.js';
import { checkNumber } from './options.js';
import { rowsOf } from './tensor.js';
/**
 * Prompt-to-Prompt for all the specs that ask for it, in one batch (Hertz et al. 2022).
 *
 * @throws WordbrushError `bad-prompt`, `bad-edit`, `bad-option` for a spec, before anything is drawn
 */
export async function followingJob(model, inversion, schedule, specs) {
    const source = {
        prompt: model.tokenizer.encode(inversion.prompt),
        attention: inversion.attention,
        latent: inversion.latent,
        steps: schedule.length,
    };
    const plans = specs.map((spec) => {
        const target = model.tokenizer.encode(spec.targetPrompt);
        const plan = planEdit(spec, source, target, model.folder.settings);
        return { ...plan, spec, target };
    });
    const targets = [];
    for (const plan of plans) {
        const { spec, target, control, blend, noise, weighed, newObject, guidanceFactor } = plan;
        const emphases = [];
        for (const { prompt, factor } of weighed) {
            const without = prompt ? model.tokenizer.encode(prompt) : model.tokenizer.empty;
            emphases.push({ without: await model.embed(without), factor });
        }
        targets.push({
            context: await model.embed(target),
            control,
            blend,
            noise,
            emphases,
            newObject: newObject && {
                ...newObject,
                empty: await model.embed(model.tokenizer.empty),
                guidanceScale: guidanceOf(spec, newObject.guidanceScale) * guidanceFactor,
            },
            guidanceScale: guidanceOf(spec, inversion.guidanceScale) * guidanceFactor,
        });
    }
    return {
        units: editUnits(schedule, targets) + 1 + targets.length,
        draw: async (signal, progress) => {
            const run = {
                predictor: await model.predictorFor(inversion.latent),
                schedule,
                trajectory: inversion.trajectory,
                nullEmbeddings: inversion.nullEmbeddings,
                sourceContext: await model.embed(source.prompt),
                signal,
                progress,
            };
            const { latents, rows } = await editLatents(run, targets);
            const reconstruction = await reconstruct(model, inversion);
            progress.advance('decode');
            const drawn = [];
            for (const [i, { spec, kind, blend }] of plans.entries()) {
                throwIfCancelled(signal);
                const picture = await model.vae.decode(latents[i]);
                progress.advance('decode');
                drawn.push({
                    spec,
                    picture,
                    reconstruction,
                    method: 'prompt-to-prompt',
                    kind,
                    mask: null,
                    isLocal: blend !== null,
                    unetRows: rows,
                });
            }
            return drawn;
        },
    };
}
/**
 * One of the methods that start from the picture; `encoded` gives its latent, once for all of them.
 *
 * @throws WordbrushError as `followingJob` does, and `bad-image` for a mask that is no picture
 */
export async function redrawingJob(model, inversion, schedule, spec, encoded) {
    const source = model.tokenizer.encode(inversion.prompt);
    const target = model.tokenizer.encode(spec.targetPrompt);
    const guidanceScale = guidanceOf(spec, inversion.guidanceScale);
    const maskOf = (inpainting) => givenMask(model, inpainting, inversion, source);
    const redrawing = await planRedrawing(spec, schedule, maskOf);
    return {
        units: 1 + redrawing.units + 1,
        draw: async (signal, progress) => {
            const { latent, reconstruction } = await encoded();
            progress.advance('encode');
            const run = {
                predictor: await model.predictorFor(inversion.latent),
                schedule,
                levels: noiseLevels(model.folder.scheduler, schedule),
                latent,
                source: await model.embed(source),
                target: await model.embed(target),
                empty: await model.embed(model.tokenizer.empty),
                guidanceScale,
                seed: spec.seed ?? 0,
                signal,
                progress,
            };
            const { latent: redrawn, mask, rows } = await redrawing.draw(run);
            throwIfCancelled(signal);
            const picture = await model.vae.decode(redrawn);
            progress.advance('decode');
            return [
                {
                    spec,
                    picture,
                    reconstruction,
                    method: spec.method,
                    kind: null,
                    isLocal: mask !== null,
                    mask: mask && (await drawMask(mask, inversion.latent, picture)),
                    unetRows: rows,
                },
            ];
        },
    };
}
/** z_0 = E(x) as [1, C, h, w], and D(E(x)). */
export async function throughVae(model, picture) {
    const latent = await model.vae.encode(picture);
    return { latent, reconstruction: await model.vae.decode(latent) };
}
/** The mask that an inpainting was given. */
async function givenMask(model, spec, { attention, latent }, source) {
    if ('picture' in spec.mask)
        return await readMaskPicture(spec.mask.picture, latent);
    const tokens = tokensOfPhrase(source, spec.mask.words);
    const threshold = share('threshold', spec.threshold ?? model.folder.settings.blendThreshold);
    return wordMask(attention, tokens, threshold, latent);
}
/** The picture as the inversion redraws it without any edit. */
export async function reconstruct(model, { trajectory }) {
    const rows = trajectory.dims[0];
    return await model.vae.decode(rowsOf(trajectory, rows - 1, rows));
}
function guidanceOf(spec, usual) {
    return checkNumber('guidance scale', spec.guidanceScale ?? usual);
}
