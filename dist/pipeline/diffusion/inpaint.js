import { blendMask } from './local-blend.js';
import { denoise, indexAt, noised, runsFrom } from './redraw-run.js';
/**
 * Blended inpainting (Avrahami et al. 2022, algorithm 1): what is inside the mask is redrawn under
 * the target prompt from a share `strength` of the schedule; outside it, each step takes the picture
 * with that step's noise, and in the end the picture itself.
 */
export async function inpaint(run, mask, strength) {
    const first = indexAt(strength, run.schedule);
    const at = (i) => noised(run, i);
    const { latent, rows } = await denoise(run, first, at(first), { mask, at });
    return { latent, rows, mask };
}
export function inpaintUnits(schedule, strength) {
    return runsFrom(indexAt(strength, schedule), schedule);
}
/** Where words of the source look: `attention` is theirs over the whole inversion, [cells, L]. */
export function wordMask(attention, tokens, threshold, latent) {
    const maps = { ...attention, dims: [1, ...attention.dims] };
    const blend = { tokens: { source: tokens, target: [] }, subtract: null, firstStep: 0, threshold };
    return blendMask(blend, { source: maps, target: maps }, latent);
}
