/**
 * Records calls on Ops into an ONNX graph. A tensor handle is the name of a graph value. Operators of the
 * com.microsoft domain are onnxruntime's own fused kernels; everything else is standard ONNX.
 */
import type { AttentionOptions, MatmulOptions, Ops, ProgramSpec, RopeOptions, Weights } from "../ops";
import type { ExternalWeights } from "./external-weights";
import { GraphRecorder, type Value } from "./graph-recorder";

const MICROSOFT = "com.microsoft";
/** Added to the scores of positions that attention must not see. */
const MASKED = -1e9;

export interface TracedGraph {
  bytes: Uint8Array;
  /** Weights that the graph names. */
  used: ReadonlySet<string>;
  /** What a session needs for those of them that stand in files. */
  sessionOptions: ReturnType<ExternalWeights["sessionOptions"]>;
}

export interface TraceOptions {
  /**
   * For onnxruntime's WebGPU provider: attention from its parts alone, since its fused kernel gives other numbers there, and
   * no FusedMatMul, which it leaves to the CPU.
   */
  webgpu?: boolean;
}

/** Traces `spec` once; throws BAD_INPUT for a weight that is not in `weights`. */
export function traceGraph(spec: ProgramSpec, weights: Weights, options: TraceOptions = {}): TracedGraph {
  const trace = new TraceOps(spec, weights, options);
  const inputs = Object.fromEntries(Object.keys(spec.inputs).map((name) => [name, name]));
  const outputs = spec.build(trace, inputs);
  return {
    ...trace.finish(outputs),
    sessionOptions: trace.external.sessionOptions(spec),
  };
}

class TraceOps extends GraphRecorder implements Ops<Value> {
  constructor(
    spec: ProgramSpec,
    weights: Weights,
    private readonly options: TraceOptions,
  ) {
    super(spec, weights);
  }

  add = (a: Value, b: Value) => this.node("Add", [a, b]);
  sub = (a: Value, b: Value) => this.node("Sub", [a, b]);
  mul = (a: Value, b: Value) => this.node("Mul", [a, b]);
  div = (a: Value, b: Value) => this.node("Div", [a, b]);
  maximum = (a: Value, b: Value) => this.node("Max", [a, b]);
  minimum = (a: Value, b: Value) => this.node("Min", [a, b]);
  greater = (a: Value, b: Value) => this.cast(this.node("Greater", [a, b]), "float32");
  exp = (x: Value) => this.node("Exp", [x]);
  log = (x: Value) => this.node("Log", [x]);
  sqrt = (x: Value) => this.node("Sqrt", [x]);
  tanh = (x: Value) => this.node("Tanh", [x]);
  sigmoid = (x: Value) => this.node("Sigmoid", [x]);
  relu = (x: Value) => this.node("Relu", [x]);
  silu = (x: Value) => this.mul(x, this.sigmoid(x));
  gelu = (x: Value, form: "tanh" | "erf") =>
    this.node("Gelu", [x], { approximate: form === "tanh" ? "tanh" : "none" });

  matmul(a: Value, b: Value, { transposeA = false, transposeB = false }: MatmulOptions = {}): Value {
    if (!transposeA && !transposeB) return this.node("MatMul", [a, b]);
    if (this.options.webgpu) {
      const [left, right] = [transposeA ? this.turned(a) : a, transposeB ? this.turned(b) : b];
      if (left !== null && right !== null) return this.node("MatMul", [left, right]);
    }
    return this.node(
      "FusedMatMul",
      [a, b],
      { transA: Number(transposeA), transB: Number(transposeB) },
      MICROSOFT,
    );
  }

  /** With the last two axes in each other's place; null where it is not known how many there are. */
  private turned(x: Value): Value | null {
    const rank = this.ranks.get(x);
    if (rank === undefined || rank < 2) return null;
    const axes = Array.from({ length: rank }, (_, axis) => axis);
    return this.transpose(x, [...axes.slice(0, -2), rank - 1, rank - 2]);
  }

  reshape = (x: Value, shape: readonly number[]) =>
    this.ofRank(shape.length, this.keepType(x, this.node("Reshape", [x, this.int64(shape)])));
  transpose = (x: Value, perm: readonly number[]) =>
    this.ofRank(perm.length, this.keepType(x, this.node("Transpose", [x], { perm })));
  concat = (parts: readonly Value[], axis: number) =>
    this.keepType(parts[0] ?? "", this.node("Concat", parts, { axis }));

  slice(x: Value, axis: number, start: number, end: number = Number.MAX_SAFE_INTEGER): Value {
    return this.keepType(
      x,
      this.node("Slice", [x, this.int64([start]), this.int64([end]), this.int64([axis])]),
    );
  }

  sum = (x: Value, axis: number, keepDims: boolean) => this.reduce("ReduceSum", x, axis, keepDims);
  mean = (x: Value, axis: number, keepDims: boolean) => this.reduce("ReduceMean", x, axis, keepDims);
  max = (x: Value, axis: number, keepDims: boolean) => this.reduce("ReduceMax", x, axis, keepDims);

  softmax = (x: Value) => this.node("Softmax", [x], { axis: -1 });
  logSoftmax = (x: Value) => this.node("LogSoftmax", [x], { axis: -1 });

  rmsNorm(x: Value, weight: Value, eps: number): Value {
    return this.node("SimplifiedLayerNormalization", [x, weight], { axis: -1, epsilon: { float: eps } });
  }

  layerNorm(x: Value, weight: Value, bias: Value, eps: number): Value {
    return this.node("LayerNormalization", [x, weight, bias], { axis: -1, epsilon: { float: eps } });
  }

  gather = (table: Value, ids: Value) => this.keepType(table, this.node("Gather", [table, ids], { axis: 0 }));

  pick(x: Value, ids: Value): Value {
    const last = this.int64([-1]);
    const column = this.node("Unsqueeze", [ids, last]);
    return this.node("Squeeze", [this.node("GatherElements", [x, column], { axis: -1 }), last]);
  }

  topK(x: Value, k: number): { values: Value; indices: Value } {
    const { values, indices } = this.topK64(x, k);
    return { values, indices: this.cast(indices, "int32") };
  }

  keepTopK(x: Value, k: number): Value {
    const { values, indices } = this.topK64(x, k);
    const zeros = this.node("ConstantOfShape", [this.node("Shape", [x])]);
    return this.node("ScatterElements", [zeros, indices, values], { axis: -1 });
  }

  rope(x: Value, positions: Value, tables: { cos: Value; sin: Value }, options: RopeOptions): Value {
    const partial = options.rotatedWidth < options.headWidth;
    return this.node(
      "RotaryEmbedding",
      [x, this.cast(positions, "int64"), tables.cos, tables.sin],
      {
        interleaved: Number(options.interleaved),
        num_heads: options.heads,
        rotary_embedding_dim: partial ? options.rotatedWidth : 0,
      },
      MICROSOFT,
    );
  }

  attention(q: Value, k: Value, v: Value, options: AttentionOptions<Value>): Value {
    const { heads, kvHeads, scale, past, cap, window, sinks } = options;
    const fused = !this.options.webgpu;
    if (fused && !past && heads === kvHeads && cap === undefined && !window && !sinks) {
      const attributes = { num_heads: heads, unidirectional: 1, scale: { float: scale } };
      return this.node("MultiHeadAttention", [q, k, v], attributes, MICROSOFT);
    }
    return this.plainAttention(q, k, v, options);
  }

  /**
   * Attention over cache, new tokens and sinks without joining them, so that the cache is only read.
   */
  private plainAttention(
    q: Value,
    k: Value,
    v: Value,
    { heads, kvHeads, scale, past, cap, window, sinks }: AttentionOptions<Value>,
  ): Value {
    const group = heads / kvHeads;
    const split = (x: Value, n: number) => this.transpose(this.reshape(x, [0, 0, n, -1]), [0, 2, 1, 3]);
    const queries = this.mul(split(q, heads), this.constant(scale));
    const keys = split(k, kvHeads);
    const values = split(v, kvHeads);
    // Heads that share keys are rows of one product, so that keys and values are read where they lie, not copied a head.
    const grouped = (x: Value) => (group === 1 ? x : this.reshape(x, [0, kvHeads, -1, 0]));
    const apart = (x: Value) => (group === 1 ? x : this.reshape(x, [0, heads, -1, 0]));
    const mix = (weights: Value, from: Value) => apart(this.matmul(grouped(weights), from));
    const scores = (against: Value) => {
      const products = apart(this.matmul(grouped(queries), against, { transposeB: true }));
      if (cap === undefined) return products;
      return this.mul(this.tanh(this.div(products, this.constant(cap))), this.constant(cap));
    };
    const fresh = this.add(scores(keys), this.causalBias(q, window?.size));
    if (!past && !sinks) return this.joinHeads(mix(this.softmax(fresh), values));
    const parts = [{ seen: fresh, values }];
    if (past) {
      const bias = window ? this.add(past.bias, this.windowBias(past.keys, window)) : past.bias;
      parts.unshift({ seen: this.add(scores(past.keys), bias), values: past.values });
    }
    const beside = sinks ? [this.reshape(sinks, [1, heads, 1, 1])] : [];
    const top = [...parts.map(({ seen }) => this.max(seen, -1, true)), ...beside].reduce((a, b) =>
      this.maximum(a, b),
    );
    const raised = parts.map((part) => ({ ...part, weights: this.exp(this.sub(part.seen, top)) }));
    const shares = [
      ...raised.map(({ weights }) => this.sum(weights, -1, true)),
      ...beside.map((sink) => this.exp(this.sub(sink, top))),
    ];
    const mixed = raised.map(({ weights, values: from }) => mix(weights, from));
    const sum = (a: Value, b: Value) => this.add(a, b);
    return this.joinHeads(this.div(mixed.reduce(sum), shares.reduce(sum)));
  }

  private joinHeads = (x: Value) => this.reshape(this.transpose(x, [0, 2, 1, 3]), [0, 0, -1]);

  /** [T, T]: 0 on the diagonal and up to `window` - 1 places below it, a large negative number elsewhere. */
  private causalBias(x: Value, window?: number): Value {
    const time = this.node("Shape", [x], { start: 1, end: 2 });
    const square = this.node("Concat", [time, time], { axis: 0 });
    const masked = this.node("Expand", [this.constant(MASKED), square]);
    const triangle = (diagonal: number, upper: number) =>
      this.node("Trilu", [masked, this.initializer([], "int64", BigInt64Array.of(BigInt(diagonal)))], {
        upper,
      });
    const later = triangle(1, 1);
    return window === undefined ? later : this.add(later, triangle(-window, 0));
  }

  /** [B, 1, T, slots]: a large negative number where the slot lies before the token's window. */
  private windowBias(keys: Value, { size, positions }: { size: number; positions: Value }): Value {
    const scalar = (value: bigint) => this.initializer([], "int64", BigInt64Array.of(value));
    const slots = this.node("Squeeze", [this.node("Shape", [keys], { start: 2, end: 3 })]);
    const range = this.cast(this.node("Range", [scalar(0n), slots, scalar(1n)]), "float32");
    const at = this.node("Unsqueeze", [this.cast(positions, "float32"), this.int64([1, 3])]);
    const before = this.greater(this.sub(at, range), this.constant(size - 1));
    return this.mul(before, this.constant(MASKED));
  }

  private topK64(x: Value, k: number): { values: Value; indices: Value } {
    const [values, indices] = [this.name(), this.name()];
    const attributes = { axis: -1, largest: 1, sorted: 1 };
    this.push("TopK", [x, this.int64([k])], [values, indices], attributes);
    return { values, indices };
  }

  private reduce(op: string, x: Value, axis: number, keepDims: boolean): Value {
    return this.node(op, [x, this.int64([axis])], { keepdims: Number(keepDims) });
  }
}
