import { freshen } from './fresh-noise.js';
import { blendMask } from './local-blend.js';
import { within } from './mask.js';
/** Whether the whole picture is drawn as the new object. */
export function isEverywhere(newObject) {
    return newObject !== null && newObject.region === null;
}
/** z*_T [1, C, h, w] with the new object's noise in its place, and `otherwise` elsewhere. */
export function startOf({ region, noise }, inverted, otherwise) {
    const fresh = freshen(inverted, noise);
    return region ? within(region.place, fresh, otherwise) : fresh;
}
/** The cells of the new object in step i, by the maps so far; see `blendMask`. */
export function regionAt({ place, blend }, i, maps, latent) {
    const [, , height = 0, width = 0] = latent.dims;
    if (!maps || i < blend.firstStep)
        return place;
    const mask = blendMask(blend, maps, { height, width });
    return mask.map((inside, cell) => inside || place[cell]);
}
