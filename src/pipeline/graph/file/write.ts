import { writeFile } from 'node:fs/promises';
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import type { Attribute, Graph, Node } from '../ir.ts';
import { isExternal, type TensorValue, toInt64 } from '../tensor-value.ts';
import { ELEMENT_CODES } from './element-codes.ts';
import {
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  FunctionProtoSchema,
  type GraphProtoSchema,
  ModelProtoSchema,
  type NodeProtoSchema,
  TensorProto_DataLocation,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from './onnx_pb.ts';

/** The IR version that introduced nothing newer than what we write. */
const IR_VERSION = 8n;

/** Writes the graph to `path`; its external data must lie in the same folder. */
export async function writeGraph(graph: Graph, path: string): Promise<void> {
  await writeFile(path, serializeGraph(graph));
}

/** The graph as the bytes of an .onnx file. */
export function serializeGraph(graph: Graph): Uint8Array {
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: 'wordbrush',
    opsetImport: [...graph.opsets].map(([domain, version]) => ({
      domain,
      version: BigInt(version),
    })),
    graph: writeBody(graph),
    functions: graph.functions.map((bytes) => fromBinary(FunctionProtoSchema, bytes)),
  });
  return toBinary(ModelProtoSchema, model);
}

function writeBody(graph: Graph): MessageInitShape<typeof GraphProtoSchema> {
  return {
    name: graph.name,
    node: graph.nodes.map(writeNode),
    initializer: [...graph.initializers].map(([name, value]) => writeTensor(value, name)),
    input: graph.inputs.map((name) => writeType(graph, name)),
    output: graph.outputs.map((name) => writeType(graph, name)),
  };
}

function writeNode(node: Node): MessageInitShape<typeof NodeProtoSchema> {
  return {
    input: node.inputs,
    output: node.outputs,
    name: node.name,
    opType: node.op,
    ...(node.domain ? { domain: node.domain } : {}),
    attribute: Object.entries(node.attributes).map(([name, value]) => writeAttribute(name, value)),
  };
}

function writeAttribute(
  name: string,
  value: Attribute,
): MessageInitShape<typeof AttributeProtoSchema> {
  const utf8 = (text: string) => new TextEncoder().encode(text);
  if ('int' in value) return { name, i: toInt64(value.int), type: AttributeType.INT };
  if ('float' in value) return { name, f: value.float, type: AttributeType.FLOAT };
  if ('string' in value) return { name, s: utf8(value.string), type: AttributeType.STRING };
  if ('ints' in value) return { name, ints: value.ints.map(toInt64), type: AttributeType.INTS };
  if ('floats' in value) return { name, floats: [...value.floats], type: AttributeType.FLOATS };
  if ('strings' in value)
    return { name, strings: value.strings.map(utf8), type: AttributeType.STRINGS };
  if ('tensor' in value) return { name, t: writeTensor(value.tensor), type: AttributeType.TENSOR };
  if ('graph' in value) return { name, g: writeBody(value.graph), type: AttributeType.GRAPH };
  return fromBinary(AttributeProtoSchema, value.opaque);
}

function writeTensor(
  value: TensorValue,
  name?: string,
): MessageInitShape<typeof TensorProtoSchema> {
  const base = {
    dims: value.dims.map(BigInt),
    dataType: ELEMENT_CODES[value.type],
    ...(name === undefined ? {} : { name }),
  };
  if (!isExternal(value.data)) return { ...base, rawData: value.data };
  const { location, offset, length } = value.data;
  return {
    ...base,
    externalData: [
      { key: 'location', value: location },
      { key: 'offset', value: String(offset) },
      { key: 'length', value: String(length) },
    ],
    dataLocation: TensorProto_DataLocation.EXTERNAL,
  };
}

/** A value whose type is not known is written without one: the runtime infers it. */
function writeType(graph: Graph, name: string): MessageInitShape<typeof ValueInfoProtoSchema> {
  const known = graph.types.get(name);
  if (!known) return { name };
  const dim = known.dims.map((size) => ({
    value:
      typeof size === 'number'
        ? { case: 'dimValue' as const, value: BigInt(size) }
        : { case: 'dimParam' as const, value: size },
  }));
  const elemType = ELEMENT_CODES[known.type];
  return { name, type: { value: { case: 'tensorType', value: { elemType, shape: { dim } } } } };
}
