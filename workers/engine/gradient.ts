/**
 * Reverse-mode differentiation over Ops, by hand: each operation that a model applies to its residual stream has its
 * pullback here, written in Ops too, so that the backward pass runs wherever the forward pass does. Weights and inputs
 * are constants; only what depends on a variable is recorded.
 */
import { FeaturescopeError } from "@/domain/errors";
import type { AttentionOptions, MatmulOptions, Ops, RopeOptions } from "./ops";

/** A tensor of a forward pass that may be differentiated. */
export interface Traced<T> {
  value: T;
  /** How a gradient of this flows to what it was made from; null for a constant. */
  back: Back<T> | null;
}

/** Added to the scores of tokens that are not seen. */
const MASKED = -1e9;

/** Where P(x) is 0.5 + x / sqrt(2 pi) to 1e-10: the next term is x^3 / 15. */
const NEAR_ZERO = 0.001;

type Back<T> = { from: Traced<T>; pull: (gradient: T) => T }[];

/** @param mask [T, T], 0 where a token may attend and a large negative number where it may not */
export class Tape<T> {
  /** In the order in which they were made, so that its reverse is an order for the backward pass. */
  private readonly recorded: Traced<T>[] = [];
  readonly ops: Ops<Traced<T>>;

  constructor(
    private readonly inner: Ops<T>,
    private readonly mask: T,
  ) {
    this.ops = this.tracedOps();
  }

  constant(value: T): Traced<T> {
    return { value, back: null };
  }

  variable(value: T): Traced<T> {
    return this.record(value, []);
  }

  /** Gradient of sum(seed * of) with respect to a variable. */
  gradient(of: Traced<T>, seed: T, variable: Traced<T>): T {
    const gradients = new Map<Traced<T>, T>([[of, seed]]);
    for (const node of this.recorded.toReversed()) {
      const gradient = gradients.get(node);
      if (gradient === undefined || !node.back) continue;
      for (const { from, pull } of node.back) {
        if (!from.back) continue;
        const part = pull(gradient);
        const before = gradients.get(from);
        gradients.set(from, before === undefined ? part : this.inner.add(before, part));
      }
    }
    const found = gradients.get(variable);
    if (found === undefined) throw new Error("What is differentiated does not depend on the variable.");
    return found;
  }

  private record(value: T, back: Back<T>): Traced<T> {
    const node = { value, back };
    this.recorded.push(node);
    return node;
  }

  /** Records only what depends on a variable. */
  private made(value: T, back: Back<T>): Traced<T> {
    const live = back.filter(({ from }) => from.back !== null);
    return live.length === 0 ? { value, back: null } : this.record(value, live);
  }

  private tracedOps(): Ops<Traced<T>> {
    const o = this.inner;
    const one = () => o.constant(1);
    const unary = (value: T, from: Traced<T>, pull: (gradient: T) => T) => this.made(value, [{ from, pull }]);
    /** For operations that no model applies to the stream: they pass constants and refuse variables. */
    const constants = (name: string, inputs: readonly Traced<T>[], value: () => T): Traced<T> => {
      if (inputs.some(({ back }) => back !== null)) throw notDifferentiable(name);
      return { value: value(), back: null };
    };
    return {
      weight: (name) => this.constant(o.weight(name)),
      constant: (values, shape) => this.constant(o.constant(values, shape)),

      // Shapes of variables in these agree; what is broadcast is a weight or a constant.
      add: (a, b) =>
        this.made(o.add(a.value, b.value), [
          { from: a, pull: (g) => g },
          { from: b, pull: (g) => g },
        ]),
      sub: (a, b) =>
        this.made(o.sub(a.value, b.value), [
          { from: a, pull: (g) => g },
          { from: b, pull: (g) => o.mul(g, o.constant(-1)) },
        ]),
      mul: (a, b) =>
        this.made(o.mul(a.value, b.value), [
          { from: a, pull: (g) => o.mul(g, b.value) },
          { from: b, pull: (g) => o.mul(g, a.value) },
        ]),
      div: (a, b) =>
        this.made(o.div(a.value, b.value), [
          { from: a, pull: (g) => o.div(g, b.value) },
          {
            from: b,
            pull: (g) => o.mul(o.constant(-1), o.div(o.mul(g, a.value), o.mul(b.value, b.value))),
          },
        ]),
      maximum: (a, b) => constants("maximum", [a, b], () => o.maximum(a.value, b.value)),
      minimum: (a, b) => constants("minimum", [a, b], () => o.minimum(a.value, b.value)),
      greater: (a, b) => this.constant(o.greater(a.value, b.value)),
      exp: (x) => {
        const y = o.exp(x.value);
        return unary(y, x, (g) => o.mul(g, y));
      },
      log: (x) => unary(o.log(x.value), x, (g) => o.div(g, x.value)),
      sqrt: (x) => {
        const y = o.sqrt(x.value);
        return unary(y, x, (g) => o.div(g, o.mul(o.constant(2), y)));
      },
      tanh: (x) => {
        const y = o.tanh(x.value);
        return unary(y, x, (g) => o.mul(g, o.sub(one(), o.mul(y, y))));
      },
      sigmoid: (x) => {
        const y = o.sigmoid(x.value);
        return unary(y, x, (g) => o.mul(g, o.mul(y, o.sub(one(), y))));
      },
      relu: (x) => unary(o.relu(x.value), x, (g) => o.mul(g, o.greater(x.value, o.constant(0)))),
      silu: (x) =>
        unary(o.silu(x.value), x, (g) => {
          const s = o.sigmoid(x.value);
          return o.mul(g, o.mul(s, o.add(one(), o.mul(x.value, o.sub(one(), s)))));
        }),
      gelu: (x, form) => unary(o.gelu(x.value, form), x, (g) => o.mul(g, this.geluSlope(x.value, form))),

      matmul: (a, b, options) => this.matmul(a, b, options),
      reshape: (x, shape, undone) =>
        undone
          ? unary(o.reshape(x.value, shape), x, (g) => o.reshape(g, undone))
          : constants("reshape", [x], () => o.reshape(x.value, shape)),
      transpose: (x, permutation) =>
        unary(o.transpose(x.value, permutation), x, (g) =>
          o.transpose(
            g,
            permutation.map((_, axis) => permutation.indexOf(axis)),
          ),
        ),
      concat: (parts, axis) =>
        constants("concat", parts, () =>
          o.concat(
            parts.map(({ value }) => value),
            axis,
          ),
        ),
      slice: (x, axis, start, end) => {
        const nothing = (from: number, to?: number) => o.mul(o.slice(x.value, axis, from, to), o.constant(0));
        return unary(o.slice(x.value, axis, start, end), x, (g) =>
          o.concat(
            [...(start === 0 ? [] : [nothing(0, start)]), g, ...(end === undefined ? [] : [nothing(end)])],
            axis,
          ),
        );
      },
      sum: (x, axis, keepDims) => constants("sum", [x], () => o.sum(x.value, axis, keepDims)),
      mean: (x, axis, keepDims) => constants("mean", [x], () => o.mean(x.value, axis, keepDims)),
      max: (x, axis, keepDims) => constants("max", [x], () => o.max(x.value, axis, keepDims)),
      softmax: (x) => {
        const y = o.softmax(x.value);
        return unary(y, x, (g) => softmaxBack(o, y, g));
      },
      logSoftmax: (x) => constants("logSoftmax", [x], () => o.logSoftmax(x.value)),
      rmsNorm: (x, weight, eps) =>
        unary(o.rmsNorm(x.value, weight.value, eps), x, (g) => {
          const inverse = o.div(
            one(),
            o.sqrt(o.add(o.mean(o.mul(x.value, x.value), -1, true), o.constant(eps))),
          );
          return this.normBack(x.value, o.mul(g, weight.value), inverse);
        }),
      layerNorm: (x, weight, bias, eps) =>
        unary(o.layerNorm(x.value, weight.value, bias.value, eps), x, (g) => {
          const centred = o.sub(x.value, o.mean(x.value, -1, true));
          const inverse = o.div(
            one(),
            o.sqrt(o.add(o.mean(o.mul(centred, centred), -1, true), o.constant(eps))),
          );
          const back = this.normBack(centred, o.mul(g, weight.value), inverse);
          return o.sub(back, o.mean(back, -1, true));
        }),
      gather: (table, ids) => constants("gather", [table], () => o.gather(table.value, ids.value)),
      pick: (x, ids) => constants("pick", [x], () => o.pick(x.value, ids.value)),
      topK: () => {
        throw notDifferentiable("topK");
      },
      keepTopK: (x, k) => constants("keepTopK", [x], () => o.keepTopK(x.value, k)),
      rope: (x, positions, tables, options) => this.rope(x, positions, tables, options),
      attention: (q, k, v, options) => this.attention(q, k, v, options),
    };
  }

  private matmul(a: Traced<T>, b: Traced<T>, options: MatmulOptions = {}): Traced<T> {
    const o = this.inner;
    if (b.back !== null || options.transposeA === true) throw notDifferentiable("matmul by a variable");
    return this.made(o.matmul(a.value, b.value, options), [
      { from: a, pull: (g) => o.matmul(g, b.value, { transposeB: options.transposeB !== true }) },
    ]);
  }

  /** A rotation's transpose is the rotation back. */
  private rope(
    x: Traced<T>,
    positions: Traced<T>,
    tables: { cos: Traced<T>; sin: Traced<T> },
    options: RopeOptions,
  ): Traced<T> {
    const o = this.inner;
    const [cos, sin] = [tables.cos.value, tables.sin.value];
    const back = (g: T) => o.rope(g, positions.value, { cos, sin: o.mul(sin, o.constant(-1)) }, options);
    return this.made(o.rope(x.value, positions.value, { cos, sin }, options), [{ from: x, pull: back }]);
  }

  /** d/dx of x * inverse(x), times g, where inverse is one over the root mean square of x. */
  private normBack(x: T, g: T, inverse: T): T {
    const o = this.inner;
    const along = o.mul(o.mean(o.mul(g, x), -1, true), o.mul(inverse, inverse));
    return o.mul(inverse, o.sub(g, o.mul(x, along)));
  }

  private geluSlope(x: T, form: "tanh" | "erf"): T {
    const o = this.inner;
    const c = (value: number) => o.constant(value);
    if (form === "erf") return this.normalSlope(x);
    const cube = o.mul(x, o.mul(x, x));
    const t = o.tanh(o.mul(c(Math.sqrt(2 / Math.PI)), o.add(x, o.mul(c(0.044715), cube))));
    const inner = o.mul(c(Math.sqrt(2 / Math.PI)), o.add(c(1), o.mul(c(3 * 0.044715), o.mul(x, x))));
    const slope = o.mul(o.mul(x, o.sub(c(1), o.mul(t, t))), inner);
    return o.mul(c(0.5), o.add(o.add(c(1), t), slope));
  }

  /** Of x P(x), where P is the normal distribution: P(x) + x p(x). */
  private normalSlope(x: T): T {
    const o = this.inner;
    const c = (value: number) => o.constant(value);
    const square = o.mul(x, x);
    // P(x) = gelu(x) / x; near 0, where that says nothing, it is a line
    const far = o.greater(square, c(NEAR_ZERO * NEAR_ZERO));
    const near = o.sub(c(1), far);
    const distribution = o.add(
      o.mul(far, o.div(o.gelu(x, "erf"), o.add(o.mul(x, far), near))),
      o.mul(near, o.add(c(0.5), o.mul(x, c(1 / Math.sqrt(2 * Math.PI))))),
    );
    const density = o.mul(o.exp(o.mul(square, c(-0.5))), c(1 / Math.sqrt(2 * Math.PI)));
    return o.add(distribution, o.mul(x, density));
  }

  /** The backward pass computes the weights of attention once more: forward they stay inside the engine's kernel. */
  private attention(
    q: Traced<T>,
    k: Traced<T>,
    v: Traced<T>,
    options: AttentionOptions<Traced<T>>,
  ): Traced<T> {
    const o = this.inner;
    if (options.past) throw notDifferentiable("attention over a cache");
    if (options.sinks) throw notDifferentiable("attention with sinks");
    const { heads, kvHeads, scale, cap, window } = options;
    const group = heads / kvHeads;
    // [B, T, heads * width] -> [B * kvHeads, group, T, width]: heads that share keys side by side
    const split = (x: T, each: number) => {
      const apart = o.transpose(o.reshape(x, [0, 0, kvHeads * each, -1]), [0, 2, 1, 3]);
      return apart;
    };
    const shared = (x: T) =>
      group === 1
        ? split(x, 1)
        : o.concat(
            Array.from({ length: kvHeads }, (_, head) => o.slice(split(x, 1), 1, head, head + 1)).flatMap(
              (part) => Array.from({ length: group }, () => part),
            ),
            1,
          );
    /** Adds up what the heads that share a key give it. */
    const gathered = (x: T) =>
      group === 1
        ? x
        : o.concat(
            Array.from({ length: kvHeads }, (_, head) =>
              o.sum(o.slice(x, 1, head * group, (head + 1) * group), 1, true),
            ),
            1,
          );
    const join = (x: T) => o.reshape(o.transpose(x, [0, 2, 1, 3]), [0, 0, -1]);
    const products = () =>
      o.matmul(o.mul(split(q.value, group), o.constant(scale)), shared(k.value), { transposeB: true });
    /** tanh(products / cap), of which the scores are `cap` times as much. */
    const bent = (by: number) => o.tanh(o.div(products(), o.constant(by)));
    const weights = () => {
      const scores = cap === undefined ? products() : o.mul(bent(cap), o.constant(cap));
      return o.softmax(o.add(scores, window ? this.windowMask(window.size) : this.mask));
    };
    const scoresBack = (g: T, p: T) => {
      const back = softmaxBack(o, p, o.matmul(split(g, group), shared(v.value), { transposeB: true }));
      const scaled = o.mul(back, o.constant(scale));
      if (cap === undefined) return scaled;
      const t = bent(cap);
      return o.mul(scaled, o.sub(o.constant(1), o.mul(t, t)));
    };
    const limits = { cap, window: window && { size: window.size, positions: window.positions.value } };
    return this.made(o.attention(q.value, k.value, v.value, { heads, kvHeads, scale, ...limits }), [
      { from: q, pull: (g) => join(o.matmul(scoresBack(g, weights()), shared(k.value))) },
      {
        from: k,
        pull: (g) =>
          join(gathered(o.matmul(scoresBack(g, weights()), split(q.value, group), { transposeA: true }))),
      },
      {
        from: v,
        pull: (g) => join(gathered(o.matmul(weights(), split(g, group), { transposeA: true }))),
      },
    ]);
  }

  /** The mask of layers in which a token sees the last `size` tokens alone, itself among them: [T, T]. */
  private windowMask(size: number): T {
    const o = this.inner;
    // in the plain mask a token's row has as many zeros as there are tokens up to it
    const place = o.sum(o.greater(this.mask, o.constant(-1)), 1, true);
    const age = o.sub(place, o.transpose(place, [1, 0]));
    return o.add(this.mask, o.mul(o.greater(age, o.constant(size - 1)), o.constant(MASKED)));
  }
}

function softmaxBack<T>(o: Ops<T>, y: T, g: T): T {
  return o.mul(y, o.sub(g, o.sum(o.mul(g, y), -1, true)));
}

function notDifferentiable(name: string): FeaturescopeError {
  return new FeaturescopeError(
    "UNSUPPORTED",
    `The backward pass through ${name} is not written.`,
    "Attribution works for models whose operations workers/engine/gradient.ts knows.",
  );
}
