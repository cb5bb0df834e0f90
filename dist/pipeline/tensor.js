import { z } from 'zod';
const Floats = z.instanceof(Float32Array);
/** A dense row-major float32 array; the shape is stated where a tensor is named. */
export const Tensor = z
    .strictObject({
    data: Floats,
    dims: z.array(z.int().nonnegative()).readonly(),
})
    .readonly()
    .refine(({ data, dims }) => data.length === sizeOf(dims), 'dims do not describe the data');
/** Number of elements of a shape. */
export function sizeOf(dims) {
    return dims.reduce((product, dim) => product * dim, 1);
}
/** Wraps data in a shape; throws when the sizes disagree, which is a programming error. */
export function tensor(data, dims) {
    if (data.length !== sizeOf(dims))
        throw new RangeError(`${data.length} values do not fill [${dims.join(', ')}]`);
    return { data, dims };
}
/** Rows along the first axis, [n, ...rest] of each, in order. */
export function concatRows(tensors) {
    const first = tensors[0];
    if (!first)
        throw new RangeError('concatRows needs at least one tensor');
    const rows = tensors.reduce((sum, t) => sum + t.dims[0], 0);
    const dims = [rows, ...first.dims.slice(1)];
    const data = new Float32Array(sizeOf(dims));
    let offset = 0;
    for (const t of tensors) {
        data.set(t.data, offset);
        offset += t.data.length;
    }
    return tensor(data, dims);
}
/** A view of rows [start, end) along the first axis; shares memory. */
export function rowsOf(t, start, end) {
    const [, ...rest] = t.dims;
    const stride = sizeOf(rest);
    return { data: t.data.subarray(start * stride, end * stride), dims: [end - start, ...rest] };
}
