import { Random } from "@/domain/random";

/**
 * A sparse dictionary in two dimensions, small enough to watch. States are single hidden directions times a positive
 * strength, plus noise; the dictionary reads each state with its best direction alone (top-k with k = 1 and a ReLU) and
 * moves that direction down the gradient of the squared error, as the large ones are trained.
 */

export type Vector = readonly [number, number];

export interface Toy {
  hidden: readonly Vector[];
  states: readonly Vector[];
}

export interface Fit {
  directions: readonly Vector[];
  step: number;
}

const NOISE = 0.06;
const RATE = 0.06;
const BATCH = 24;
/** Steps after which a direction that no state of the batch chose starts again at a state. */
const REVIVE_EVERY = 25;

export function drawToy(seed: number, ideas = 5, states = 220): Toy {
  const random = new Random(seed, 1);
  const turn = random.uniform() * 2 * Math.PI;
  const hidden = Array.from({ length: ideas }, (_, i) => {
    const angle = turn + ((i + 0.45 * (random.uniform() - 0.5)) / ideas) * 2 * Math.PI;
    return [Math.cos(angle), Math.sin(angle)] as const;
  });
  return {
    hidden,
    states: Array.from({ length: states }, () => {
      const [x, y] = hidden[Math.floor(random.uniform() * ideas)] ?? [0, 0];
      const strength = 0.35 + 0.65 * random.uniform();
      return [strength * x + NOISE * random.normal(), strength * y + NOISE * random.normal()] as const;
    }),
  };
}

export function startFit(seed: number, directions = 5): Fit {
  const random = new Random(seed, 2);
  const turn = random.uniform() * 2 * Math.PI;
  return {
    directions: Array.from({ length: directions }, (_, i) => {
      // close together, so that there is something to learn
      const angle = turn + i * 0.35;
      return [Math.cos(angle), Math.sin(angle)] as const;
    }),
    step: 0,
  };
}

/** One step of stochastic gradient descent over a batch that depends on the step alone. */
export function trainStep({ states }: Toy, { directions, step }: Fit): Fit {
  const random = new Random(step, 3);
  const moved = directions.map(([x, y]) => [x, y] as [number, number]);
  const chosen = directions.map(() => 0);
  for (let i = 0; i < BATCH; i++) {
    const state = states[Math.floor(random.uniform() * states.length)] ?? [0, 0];
    const { best, value } = read(moved, state);
    const direction = moved[best];
    if (!direction || value <= 0) continue;
    chosen[best] = (chosen[best] ?? 0) + 1;
    // d/dw of |state - value w|^2 with value held, along the unit circle after normalising
    for (const axis of [0, 1] as const)
      direction[axis] += RATE * value * (state[axis] - value * direction[axis]);
    const norm = Math.hypot(...direction);
    direction[0] /= norm;
    direction[1] /= norm;
  }
  if (step % REVIVE_EVERY === REVIVE_EVERY - 1) revive(moved, chosen, states);
  return { directions: moved, step: step + 1 };
}

/** A direction that nothing chose takes the state that is read worst, as resampling of dead features does. */
function revive(moved: [number, number][], chosen: readonly number[], states: readonly Vector[]): void {
  const dead = chosen.findIndex((count) => count === 0);
  if (dead < 0) return;
  const worst = states.reduce((a, b) => (errorOf(moved, b) > errorOf(moved, a) ? b : a));
  const norm = Math.hypot(...worst);
  if (norm > 0) moved[dead] = [worst[0] / norm, worst[1] / norm];
}

function read(directions: readonly Vector[], [x, y]: Vector): { best: number; value: number } {
  const values = directions.map(([a, b]) => a * x + b * y);
  const value = Math.max(...values);
  return { best: values.indexOf(value), value: Math.max(0, value) };
}

function errorOf(directions: readonly Vector[], state: Vector): number {
  const { best, value } = read(directions, state);
  const [a, b] = directions[best] ?? [0, 0];
  return (state[0] - value * a) ** 2 + (state[1] - value * b) ** 2;
}

/** Share of the states' squared length that the dictionary does not explain (FVU about 0), in [0, 1]. */
export function unexplained({ states }: Toy, { directions }: Fit): number {
  const total = states.reduce((sum, [x, y]) => sum + x * x + y * y, 0);
  return states.reduce((sum, state) => sum + errorOf(directions, state), 0) / total;
}
