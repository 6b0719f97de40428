import { FeaturescopeError } from "@/domain/errors";
import type { ProgramSpec, TypedArray, Weights } from "../ops";
import { ExternalWeights } from "./external-weights";
import {
  externalTensorProto,
  modelProto,
  nodeProto,
  tensorProto,
  valueInfo,
  type Attribute,
  type OnnxType,
} from "./model-proto";
import type { ProtoWriter } from "./protobuf";

/** Name of a value in the graph. */
export type Value = string;

interface Node {
  inputs: readonly Value[];
  outputs: readonly Value[];
  proto: ProtoWriter;
}

const weightValue = (name: string): Value => `w.${name}`;

/** The nodes, weights and constants of a graph, as they are asked for, with what is known of each value. */
export class GraphRecorder {
  /** Weights that were asked for. */
  private readonly used = new Set<string>();
  readonly external = new ExternalWeights();
  /** In the order in which they were made: what a node reads is made before it. */
  private readonly nodes: Node[] = [];
  private readonly initializers = new Map<Value, ProtoWriter>();
  private readonly integers = new Set<Value>();
  /** How many axes a value has, where that is known while tracing. */
  protected readonly ranks = new Map<Value, number>();
  private readonly axes = new Map<string, Value>();
  private counter = 0;

  constructor(
    private readonly spec: ProgramSpec,
    private readonly weights: Weights,
  ) {
    for (const [name, { dtype, shape }] of Object.entries(spec.inputs)) {
      if (dtype === "int32") this.integers.add(name);
      this.ofRank(shape.length, name);
    }
  }

  /** The graph of what the outputs need; ONNX Runtime runs whatever a graph holds, so the rest is left out. */
  finish(outputs: Record<string, Value>): { bytes: Uint8Array; used: Set<string> } {
    const outputInfos = Object.entries(outputs).map(([name, value]) => {
      this.push("Identity", [value], [`out.${name}`]);
      return valueInfo(`out.${name}`, this.integers.has(value) ? "int32" : "float32");
    });
    const needed = new Set(Object.keys(outputs).map((name) => `out.${name}`));
    const nodes = this.nodes
      .toReversed()
      .filter(({ inputs, outputs: made }) => {
        const isNeeded = made.some((value) => needed.has(value));
        if (isNeeded) for (const value of inputs) needed.add(value);
        return isNeeded;
      })
      .reverse();
    const bytes = modelProto({
      name: this.spec.name,
      nodes: nodes.map(({ proto }) => proto),
      initializers: [...this.initializers].filter(([name]) => needed.has(name)).map(([, proto]) => proto),
      inputs: Object.entries(this.spec.inputs).map(([name, { dtype, shape }]) =>
        valueInfo(name, dtype, shape),
      ),
      outputs: outputInfos,
    });
    return { bytes, used: new Set([...this.used].filter((name) => needed.has(weightValue(name)))) };
  }

  weight(name: string): Value {
    const value = weightValue(name);
    if (this.used.has(name)) return value;
    const tensor = this.weights.get(name);
    if (!tensor) {
      throw new FeaturescopeError(
        "BAD_INPUT",
        `Program ${this.spec.name} needs the weight "${name}", which the file does not hold.`,
        "Check that the weights belong to the architecture in the configuration.",
      );
    }
    this.used.add(name);
    if (tensor.dtype === "int32") this.integers.add(value);
    const { shape, dtype } = tensor;
    this.ofRank(shape.length, value);
    const place = this.external.place(tensor);
    this.initializers.set(
      value,
      place ? externalTensorProto(value, shape, dtype, place) : tensorProto(value, shape, dtype, tensor.data),
    );
    return value;
  }

  constant(values: TypedArray | number, shape: readonly number[] = []): Value {
    const data = typeof values === "number" ? Float32Array.of(values) : values;
    const integer = data instanceof Int32Array;
    const value = this.initializer(shape, integer ? "int32" : "float32", data);
    if (integer) this.integers.add(value);
    return this.ofRank(shape.length, value);
  }

  protected cast(x: Value, type: OnnxType): Value {
    const value = this.node("Cast", [x], { to: { float32: 1, int32: 6, int64: 7 }[type] });
    if (type === "int32") this.integers.add(value);
    return value;
  }

  protected keepType(source: Value, value: Value): Value {
    if (this.integers.has(source)) this.integers.add(value);
    return value;
  }

  protected ofRank(rank: number, value: Value): Value {
    this.ranks.set(value, rank);
    return value;
  }

  protected int64(values: readonly number[]): Value {
    const key = values.join();
    let value = this.axes.get(key);
    if (value === undefined) {
      value = this.initializer([values.length], "int64", BigInt64Array.from(values, BigInt));
      this.axes.set(key, value);
    }
    return value;
  }

  protected initializer(shape: readonly number[], type: OnnxType, data: TypedArray | BigInt64Array): Value {
    const value = this.name();
    this.initializers.set(value, tensorProto(value, shape, type, data));
    return value;
  }

  protected node(
    op: string,
    inputs: readonly Value[],
    attributes: Record<string, Attribute> = {},
    domain = "",
  ): Value {
    const output = this.name();
    this.push(op, inputs, [output], attributes, domain);
    return output;
  }

  protected push(
    op: string,
    inputs: readonly Value[],
    outputs: readonly Value[],
    attributes: Record<string, Attribute> = {},
    domain = "",
  ): void {
    this.nodes.push({ inputs, outputs, proto: nodeProto(op, domain, inputs, outputs, attributes) });
  }

  protected name = () => `v${this.counter++}`;
}
