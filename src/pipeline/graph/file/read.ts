import { readFile } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { fromBinary, isFieldSet, toBinary } from '@bufbuild/protobuf';
import { WordbrushError } from '../../errors.ts';
import { type Attribute, Graph } from '../ir.ts';
import {
  ELEMENT_BYTES,
  ELEMENT_TYPES,
  type ElementType,
  type TensorValue,
} from '../tensor-value.ts';
import { ELEMENT_CODES } from './element-codes.ts';
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  FunctionProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type StringStringEntryProto,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProtoSchema,
  type ValueInfoProto,
} from './onnx_pb.ts';

/** Inline constants of at least this many bytes are referred to, not copied out of their file. */
const EXTERNAL_FROM_BYTES = 1024;

/**
 * Reads an .onnx file. Weights stay where they are: external data as it is referred to, and large
 * inline constants as a range of the .onnx file itself. Throws `bad-model` for a file that is
 * missing, empty, truncated or not ONNX.
 */
export async function readGraph(path: string): Promise<Graph> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new WordbrushError('bad-model', `Cannot read the graph ${path}: is it there?`, { cause });
  });
  return parseGraph(bytes, path);
}

/** Reads the bytes of an .onnx file that is (or will be) stored at `path`. */
export function parseGraph(bytes: Uint8Array, path: string): Graph {
  const file = basename(path);
  if (bytes.length === 0)
    throw new WordbrushError('bad-model', `${path} is empty: download or export it again.`);
  const model = parseModel(bytes, path);
  if (!model.graph || model.graph.node.length === 0)
    throw new WordbrushError('bad-model', `${path} holds no graph: is it an ONNX model?`);

  const graph = new Graph();
  graph.name = model.graph.name || file;
  graph.opsets.clear();
  for (const { domain, version } of model.opsetImport)
    graph.opsets.set(domain === 'ai.onnx' ? '' : domain, Number(version));
  for (const proto of model.graph.initializer)
    graph.initializers.set(proto.name, readTensor(proto, { file, bytes }));
  for (const info of [...model.graph.valueInfo, ...model.graph.input, ...model.graph.output])
    readType(graph, info);
  for (const [name, { type, dims }] of graph.initializers) graph.types.set(name, { type, dims });
  // Exports of IR version 3 list their weights among the inputs.
  graph.inputs = model.graph.input
    .map(({ name }) => name)
    .filter((n) => !graph.initializers.has(n));
  graph.outputs = model.graph.output.map(({ name }) => name);
  graph.nodes = model.graph.node.map((node) => ({
    op: node.opType,
    domain: node.domain === 'ai.onnx' ? '' : node.domain,
    name: node.name,
    inputs: node.input,
    outputs: node.output,
    attributes: Object.fromEntries(
      node.attribute.map((attribute) => [attribute.name, readAttribute(attribute)]),
    ),
  }));
  graph.functions = model.functions.map((proto) => toBinary(FunctionProtoSchema, proto));
  return graph;
}

function parseModel(bytes: Uint8Array, path: string): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw new WordbrushError(
      'bad-model',
      `${path} (${bytes.length} bytes) is truncated or not an ONNX file: download or export it again.`,
      { cause },
    );
  }
}

/** The file that is being read. */
interface Source {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** Without a source, which only initializers have, large constants stay inline too. */
function readTensor(proto: TensorProto, source?: Source): TensorValue {
  const type = elementType(proto.dataType, proto.name);
  const dims = proto.dims.map(Number);
  if (proto.dataLocation === TensorProto_DataLocation.EXTERNAL)
    return { type, dims, data: readExternal(proto.externalData, proto.name, byteSize(type, dims)) };
  const { rawData } = proto;
  if (!isFieldSet(proto, TensorProtoSchema.field.rawData))
    return { type, dims, data: typedData(proto, type) };
  if (!source || rawData.length < EXTERNAL_FROM_BYTES || rawData.buffer !== source.bytes.buffer)
    return { type, dims, data: rawData };
  // The parser's view of the bytes tells where in the file they are.
  const offset = rawData.byteOffset - source.bytes.byteOffset;
  return { type, dims, data: { location: source.file, offset, length: rawData.length } };
}

function byteSize(type: ElementType, dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, ELEMENT_BYTES[type]);
}

function readExternal(entries: readonly StringStringEntryProto[], name: string, size: number) {
  const value = (key: string) => entries.find((entry) => entry.key === key)?.value;
  const location = value('location');
  if (!location)
    throw new WordbrushError('bad-model', `The external weight "${name}" names no file.`);
  // Files of that name are read, linked and replaced: they must be the model's own.
  if (isAbsolute(location) || /[\\:\0]/.test(location) || location.split('/').includes('..'))
    throw new WordbrushError(
      'bad-model',
      `The external weight "${name}" names ${JSON.stringify(location)}, which is outside the model's folder. Do not trust this model.`,
    );
  const length = Number(value('length') ?? size);
  const offset = Number(value('offset') ?? 0);
  if (!isCount(length) || !isCount(offset))
    throw new WordbrushError(
      'bad-model',
      `The external weight "${name}" has ${value('length')} bytes from ${value('offset')}, which cannot be: download or export the model again.`,
    );
  return { location, offset, length };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** Constants stored as a list of numbers instead of bytes. */
function typedData(proto: TensorProto, type: ElementType): Uint8Array {
  const bytes = (array: { buffer: ArrayBufferLike }) => new Uint8Array(array.buffer);
  switch (type) {
    case 'float32':
      return bytes(new Float32Array(proto.floatData));
    case 'float64':
      return bytes(new Float64Array(proto.doubleData));
    case 'int64':
      return bytes(new BigInt64Array(proto.int64Data));
    case 'int32':
      return bytes(new Int32Array(proto.int32Data));
    case 'float16':
    case 'bfloat16':
    case 'uint16':
    case 'int16':
      return bytes(new Uint16Array(proto.int32Data));
    case 'uint8':
    case 'int8':
    case 'bool':
      return new Uint8Array(proto.int32Data);
    case 'uint32':
      return bytes(new Uint32Array(proto.uint64Data.map(Number)));
    case 'uint64':
      return bytes(new BigUint64Array(proto.uint64Data));
    case 'string':
      throw new WordbrushError('bad-model', `The constant "${proto.name}" holds strings.`);
  }
}

function readType(graph: Graph, info: ValueInfoProto): void {
  const type = info.type?.value;
  if (type?.case !== 'tensorType' || !type.value.shape) return;
  const dims = type.value.shape.dim.map(({ value }) =>
    value.case === 'dimValue' ? Number(value.value) : (value.value ?? '?'),
  );
  graph.types.set(info.name, { type: elementType(type.value.elemType, info.name), dims });
}

function readAttribute(proto: AttributeProto): Attribute {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  switch (proto.type) {
    case AttributeType.INT:
      return { int: Number(proto.i) };
    case AttributeType.FLOAT:
      return { float: proto.f };
    case AttributeType.STRING:
      return { string: text(proto.s) };
    case AttributeType.INTS:
      return { ints: proto.ints.map(Number) };
    case AttributeType.FLOATS:
      return { floats: proto.floats };
    case AttributeType.STRINGS:
      return { strings: proto.strings.map(text) };
    case AttributeType.TENSOR:
      if (proto.t) return { tensor: readTensor(proto.t) };
  }
  return { opaque: toBinary(AttributeProtoSchema, proto) };
}

function elementType(code: number, name: string): ElementType {
  const type = ELEMENT_TYPES.find((candidate) => ELEMENT_CODES[candidate] === code);
  if (!type)
    throw new WordbrushError(
      'bad-model',
      `"${name}" has element type ${code}, which is not supported.`,
    );
  return type;
}
