import { tensor } from '../tensor.js';
/** `inside` where the mask says so, else `outside`; latents [1, C, h, w]. */
export function within(mask, inside, outside) {
    const data = outside.data.map((value, i) => (mask[i % mask.length] ? inside.data[i] : value));
    return tensor(data, outside.dims);
}
