/** ONNX messages (onnx/onnx.proto3, IR version 9), as far as traced graphs use them. */
import { ProtoWriter } from "./protobuf";
import type { Dim, DType, TypedArray } from "../ops";
import type { ExternalPlace } from "./external-weights";

export const ELEMENT_TYPE = { float32: 1, int32: 6, int64: 7 } as const;
export type OnnxType = DType | "int64";

/** Attribute values; an integral number is an INT attribute, `{ float }` forces FLOAT. */
export type Attribute = number | string | readonly number[] | { float: number };

const IR_VERSION = 9;
export const OPSET = 20;
const MICROSOFT_OPSET = 1;

export function tensorProto(
  name: string,
  dims: readonly number[],
  type: OnnxType,
  data: TypedArray | BigInt64Array,
): ProtoWriter {
  const proto = new ProtoWriter();
  for (const dim of dims) proto.int(1, dim);
  return proto
    .int(2, ELEMENT_TYPE[type])
    .string(8, name)
    .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** A tensor whose numbers are in a file (TensorProto.DataLocation EXTERNAL). */
export function externalTensorProto(
  name: string,
  dims: readonly number[],
  type: OnnxType,
  { location, offset, length }: ExternalPlace,
): ProtoWriter {
  const proto = new ProtoWriter();
  for (const dim of dims) proto.int(1, dim);
  proto.int(2, ELEMENT_TYPE[type]).string(8, name);
  for (const [key, value] of Object.entries({ location, offset, length }))
    proto.message(13, new ProtoWriter().string(1, key).string(2, String(value)));
  return proto.int(14, 1);
}

export function nodeProto(
  op: string,
  domain: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>>,
): ProtoWriter {
  const proto = new ProtoWriter();
  for (const input of inputs) proto.string(1, input);
  for (const output of outputs) proto.string(2, output);
  proto.string(4, op);
  for (const [name, value] of Object.entries(attributes)) proto.message(5, attributeProto(name, value));
  if (domain) proto.string(7, domain);
  return proto;
}

function attributeProto(name: string, value: Attribute): ProtoWriter {
  const proto = new ProtoWriter().string(1, name);
  if (typeof value === "number") return proto.int(3, value).int(20, 2);
  if (typeof value === "string") return proto.string(4, value).int(20, 3);
  if ("float" in value) return proto.float(2, value.float).int(20, 1);
  for (const item of value) proto.int(8, item);
  return proto.int(20, 7);
}

export function valueInfo(name: string, type: OnnxType, shape?: readonly Dim[]): ProtoWriter {
  const tensor = new ProtoWriter().int(1, ELEMENT_TYPE[type]);
  if (shape) {
    const dims = new ProtoWriter();
    for (const dim of shape) {
      const message = new ProtoWriter();
      if (typeof dim === "number") message.int(1, dim);
      else message.string(2, dim);
      dims.message(1, message);
    }
    tensor.message(2, dims);
  }
  return new ProtoWriter().string(1, name).message(2, new ProtoWriter().message(1, tensor));
}

export function modelProto(graph: {
  name: string;
  nodes: readonly ProtoWriter[];
  initializers: readonly ProtoWriter[];
  inputs: readonly ProtoWriter[];
  outputs: readonly ProtoWriter[];
}): Uint8Array {
  const proto = new ProtoWriter();
  for (const node of graph.nodes) proto.message(1, node);
  proto.string(2, graph.name);
  for (const initializer of graph.initializers) proto.message(5, initializer);
  for (const input of graph.inputs) proto.message(11, input);
  for (const output of graph.outputs) proto.message(12, output);
  return new ProtoWriter()
    .int(1, IR_VERSION)
    .string(2, "featurescope")
    .message(7, proto)
    .message(8, new ProtoWriter().string(1, "").int(2, OPSET))
    .message(8, new ProtoWriter().string(1, "com.microsoft").int(2, MICROSOFT_OPSET))
    .finish();
}
