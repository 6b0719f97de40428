/** Minimising a smooth convex function: limited-memory BFGS (Nocedal 1980) with a backtracking line search. */

/** Steps that the estimate of the curvature is made from. */
const MEMORY = 8;
const MOST_STEPS = 200;
/** A step must bring this share of what the slope promises (Armijo 1966). */
const SUFFICIENT = 1e-4;
const SHORTEST_STEP = 1e-12;

/** Writes the gradient at `at` into `gradient` and returns the value. */
export type Objective = (at: Float64Array, gradient: Float64Array) => number;

/**
 * From `start`, which becomes the minimum, until no element of the gradient is larger than `tolerance`. The same numbers
 * give the same steps.
 */
export function minimise(objective: Objective, start: Float64Array, tolerance: number): Float64Array {
  const at = start;
  const gradient = new Float64Array(at.length);
  const next = { at: new Float64Array(at.length), gradient: new Float64Array(at.length) };
  const past: Pair[] = [];
  let value = objective(at, gradient);
  for (let step = 0; step < MOST_STEPS && largest(gradient) > tolerance; step++) {
    const direction = descend(gradient, past);
    const slope = dot(direction, gradient);
    let length = past.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1;
    let found: number;
    for (;;) {
      for (let i = 0; i < at.length; i++) next.at[i] = (at[i] as number) + length * (direction[i] as number);
      found = objective(next.at, next.gradient);
      if (found <= value + SUFFICIENT * length * slope) break;
      length /= 2;
      // rounding leaves nothing to gain
      if (length < SHORTEST_STEP) return at;
    }
    remember(past, difference(next.at, at), difference(next.gradient, gradient));
    at.set(next.at);
    gradient.set(next.gradient);
    value = found;
  }
  return at;
}

/** How far a step went, how the gradient changed over it, and 1 / their product. */
interface Pair {
  step: Float64Array;
  change: Float64Array;
  inverse: number;
}

function remember(past: Pair[], step: Float64Array, change: Float64Array): void {
  const product = dot(step, change);
  // without curvature a pair would turn the next step around
  if (product <= 1e-12 * dot(change, change)) return;
  past.push({ step, change, inverse: 1 / product });
  if (past.length > MEMORY) past.shift();
}

/** The two-loop recursion: minus the gradient times the estimate of the inverse Hessian. */
function descend(gradient: Float64Array, past: readonly Pair[]): Float64Array {
  const direction = gradient.map((slope) => -slope);
  const shares: number[] = [];
  for (const { step, change, inverse } of past.toReversed()) {
    const part = inverse * dot(step, direction);
    shares.push(part);
    add(direction, change, -part);
  }
  const last = past.at(-1);
  if (last) {
    const scale = 1 / (last.inverse * dot(last.change, last.change));
    for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] as number) * scale;
  }
  for (const { step, change, inverse } of past)
    add(direction, step, (shares.pop() ?? 0) - inverse * dot(change, direction));
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function add(to: Float64Array, what: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + times * (what[i] as number);
}

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => x - (b[i] as number));

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
