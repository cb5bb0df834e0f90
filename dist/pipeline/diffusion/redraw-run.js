import { throwIfCancelled } from '../errors.js';
import { concatRows, rowsOf } from '../tensor.js';
import { within } from './mask.js';
import { addNoise, gaussianNoise } from './noise.js';
import { guide, stepDown } from './schedule.js';
/** The index in z_T … z_0 at which a share of the schedule is left: 0 for all of it, T for none. */
export function indexAt(share, schedule) {
    return schedule.length - Math.round(share * schedule.length);
}
/** UNet runs from index i down to z_0; the identity needs none. */
export function runsFrom(i, schedule) {
    return schedule.slice(i).filter((step) => !step.isIdentity).length;
}
/** z_i of the picture by the seed's noise. */
export function noised(run, i, seed = run.seed) {
    return addNoise(run.levels[i], run.latent, gaussianNoise(run.latent.dims, seed));
}
/** One prediction per context, all of one latent or each of its own; stops first when cancelled. */
export async function predictRows(run, phase, timestep, latents, contexts) {
    throwIfCancelled(run.signal);
    const rows = await run.predictor.predict(concatRows(latents), timestep, concatRows(contexts));
    run.progress.advance(phase);
    return contexts.map((_, i) => rowsOf(rows, i, i + 1));
}
/**
 * Guided denoising under the target prompt from z_i down to z_0. With a background the latent keeps
 * to it outside the mask: z := M z + (1 − M) y at each step (Couairon et al. 2022, section 3.2).
 */
export async function denoise(run, first, start, background) {
    let latent = start;
    let rows = 0;
    for (const [i, step] of run.schedule.entries()) {
        if (i < first)
            continue;
        if (!step.isIdentity) {
            const contexts = [run.empty, run.target];
            const [unconditional, conditional] = await predictRows(run, 'edit', step.timestep, [latent, latent], contexts);
            rows += contexts.length;
            latent = stepDown(step, latent, guide(unconditional, conditional, run.guidanceScale));
        }
        if (background)
            latent = within(background.mask, latent, background.at(i + 1));
        await run.progress.show(latent);
    }
    return { latent, rows };
}
