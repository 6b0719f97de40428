/**
 * The tensor interface that every model family, SAE architecture and training step is written against, once.
 * An engine either runs the calls (tfjs) or records them into a graph that is run later (onnx), so code on Ops
 * must never look at values, and at shapes only where they are static.
 *
 * Shapes in comments: B batch, T tokens of this call, S tokens visible to attention, D width, H heads, V vocabulary.
 */
export type DType = "float32" | "int32";
export type TypedArray = Float32Array | Int32Array;

/** A tensor on the JavaScript side: row-major, length equal to the product of `shape`. */
export interface HostTensor {
  dtype: DType;
  shape: readonly number[];
  data: TypedArray;
  /** Where the same numbers lie in a file, little-endian, for engines that read them there. */
  stored?: FileRange;
}

export interface FileRange {
  /** Absolute. */
  path: string;
  /** The first byte. */
  offset: number;
}

/** A dimension is a number, or a name for one that is only known at run time ("batch", "time"). */
export type Dim = number | string;

export interface TensorSpec {
  dtype: DType;
  shape: readonly Dim[];
}

export interface MatmulOptions {
  /** Swap the last two axes of the operand first. */
  transposeA?: boolean;
  transposeB?: boolean;
}

export interface AttentionOptions<T> {
  heads: number;
  /** Fewer than `heads` for grouped-query attention; must divide it. */
  kvHeads: number;
  /** Multiplies q k^T; 1/sqrt(head width) in most families. */
  scale: number;
  /**
   * Keys and values of earlier tokens, [B, kvHeads, P, head width], with `bias` [B, 1, 1, P] added to their
   * scores (0 for a valid slot, a large negative number for an empty one). The slots may be longer than what
   * is filled: the caller owns the cache and writes the new keys and values into it, so no step copies it.
   */
  past?: { keys: T; values: T; bias: T };
  /** Scores become cap * tanh(score / cap). */
  cap?: number;
  /**
   * A token sees only the last `size` tokens, itself among them. `positions` [B, T] (int32) are those of the new
   * tokens; slot s of the past holds the token at position s.
   */
  window?: { size: number; positions: T };
  /**
   * Attention sinks, [heads]: a score of each head that takes its share of the softmax beside those of the tokens, and
   * gives no value (Xiao et al. 2023; learned in GPT-OSS). Scale and cap do not touch it.
   */
  sinks?: T;
}

export interface RopeOptions {
  heads: number;
  headWidth: number;
  rotatedWidth: number;
  interleaved: boolean;
}

export interface Ops<T> {
  /** A named parameter handed to `Engine.compile`. */
  weight(name: string): T;
  /** A small constant; a bare number makes a float scalar. */
  constant(values: TypedArray | number, shape?: readonly number[]): T;

  // Elementwise, numpy broadcasting, float32.
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  div(a: T, b: T): T;
  maximum(a: T, b: T): T;
  minimum(a: T, b: T): T;
  /** 1 where a > b, else 0. */
  greater(a: T, b: T): T;
  exp(x: T): T;
  log(x: T): T;
  sqrt(x: T): T;
  tanh(x: T): T;
  sigmoid(x: T): T;
  relu(x: T): T;
  /** x * sigmoid(x). */
  silu(x: T): T;
  /** "tanh": GPT-2's approximation; "erf": exact. */
  gelu(x: T, form: "tanh" | "erf"): T;

  /** Matrix product over the last two axes; leading axes broadcast. */
  matmul(a: T, b: T, options?: MatmulOptions): T;

  /**
   * 0 keeps the dimension at that place, -1 infers one.
   * @param undone the shape that takes the result back, for the backward pass (gradient.ts)
   */
  reshape(x: T, shape: readonly number[], undone?: readonly number[]): T;
  transpose(x: T, permutation: readonly number[]): T;
  concat(parts: readonly T[], axis: number): T;
  /** Elements [start, end) of one axis; negative counts from the end; end omitted means to the end. */
  slice(x: T, axis: number, start: number, end?: number): T;

  sum(x: T, axis: number, keepDims: boolean): T;
  mean(x: T, axis: number, keepDims: boolean): T;
  max(x: T, axis: number, keepDims: boolean): T;

  /** Over the last axis. */
  softmax(x: T): T;
  logSoftmax(x: T): T;
  /** x / sqrt(mean(x^2) + eps) * weight, over the last axis. */
  rmsNorm(x: T, weight: T, eps: number): T;
  layerNorm(x: T, weight: T, bias: T, eps: number): T;

  /** Rows of a [N, D] table by int32 ids of any shape: ids.shape + [D]. */
  gather(table: T, ids: T): T;
  /** One element of the last axis per position: x [..., V], ids [...] int32 -> [...]. */
  pick(x: T, ids: T): T;
  /** The k largest of the last axis, largest first, ties to the smaller index; indices are int32. */
  topK(x: T, k: number): { values: T; indices: T };
  /** x with everything but the k largest of the last axis set to 0 (ties to the smaller index). */
  keepTopK(x: T, k: number): T;

  /**
   * Rotary position embedding on x [B, T, heads * width] at `positions` [B, T] (int32). The tables hold cos and sin
   * by position, [context, rotated width / 2]; where they cover less than the head width the rest passes unchanged.
   * `interleaved` rotates pairs (0,1),(2,3).. as llama2.c does; otherwise (i, i + width/2) as Hugging Face does.
   */
  rope(x: T, positions: T, tables: { cos: T; sin: T }, options: RopeOptions): T;

  /**
   * Causal attention of T new tokens over the past (if any) and themselves.
   * q [B, T, heads * width], k and v [B, T, kvHeads * width] -> [B, T, heads * width].
   * Rows shorter than T are padded on the right, where causality keeps the padding invisible.
   */
  attention(q: T, k: T, v: T, options: AttentionOptions<T>): T;
}

/** What is compiled: named inputs and a function from them to named outputs. */
export interface ProgramSpec {
  name: string;
  inputs: Readonly<Record<string, TensorSpec>>;
  /** Runs a few times, or names a weight many times: large weights are then used as they lie in their file. */
  brief?: boolean;
  build<T>(ops: Ops<T>, inputs: Readonly<Record<string, T>>): Record<string, T>;
}

export type Weights = ReadonlyMap<string, HostTensor>;
export type Feeds = Readonly<Record<string, HostTensor>>;

export interface Program {
  /** Runs once; throws FeaturescopeError BAD_INPUT for a missing, unknown or ill-shaped input. */
  run(feeds: Feeds): Promise<Record<string, HostTensor>>;
  dispose(): Promise<void>;
}

export interface Engine {
  readonly kind: "onnx" | "tfjs";
  /** What computes, for people: "onnxruntime-node 1.30.0, cpu". */
  readonly description: string;
  /** Only the weights that the program names are uploaded. */
  compile(spec: ProgramSpec, weights: Weights): Promise<Program>;
  dispose(): Promise<void>;
}
