import type { ElementType } from './ir.ts';
import { TensorProto_DataType as DataType } from './onnx_pb.ts';
/** ONNX's numbers of the element types. */
export declare const ELEMENT_CODES: Readonly<Record<ElementType, DataType>>;
