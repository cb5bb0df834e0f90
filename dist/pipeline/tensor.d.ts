import { z } from 'zod';
/** A dense row-major float32 array; the shape is stated where a tensor is named. */
export declare const Tensor: z.ZodReadonly<z.ZodObject<{
    data: z.ZodType<Float32Array<ArrayBufferLike>, unknown, z.core.$ZodTypeInternals<Float32Array<ArrayBufferLike>, unknown>>;
    dims: z.ZodReadonly<z.ZodArray<z.ZodInt>>;
}, z.core.$strict>>;
export type Tensor = z.infer<typeof Tensor>;
/** Number of elements of a shape. */
export declare function sizeOf(dims: readonly number[]): number;
/** Wraps data in a shape; throws when the sizes disagree, which is a programming error. */
export declare function tensor(data: Float32Array, dims: readonly number[]): Tensor;
/** Rows along the first axis, [n, ...rest] of each, in order. */
export declare function concatRows(tensors: readonly Tensor[]): Tensor;
/** A view of rows [start, end) along the first axis; shares memory. */
export declare function rowsOf(t: Tensor, start: number, end: number): Tensor;
