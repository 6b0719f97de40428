import type { HostTensor } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { floats, given, givenIntegers, integers, type Case } from "./case";

interface AttentionShape {
  rows: number;
  time: number;
  heads: number;
  kvHeads: number;
  width: number;
}

const scale = ({ width }: AttentionShape) => 1 / Math.sqrt(width);

/** The new tokens of each row lie at `positions`, or from 0 on. */
interface Limits {
  cap?: number;
  window?: number;
  /** Each head has a sink. */
  sinks?: boolean;
  positions?: HostTensor;
}

const limitOptions = <T>({ cap, window, sinks }: Limits, x: Readonly<Record<string, T>>) => ({
  cap,
  window: window === undefined ? undefined : { size: window, positions: input(x, "positions") },
  sinks: sinks ? input(x, "sinks") : undefined,
});

const sinksOf = ({ heads }: AttentionShape, { sinks }: Limits): Record<string, HostTensor> =>
  sinks ? { sinks: floats([heads], { scale: 2 }) } : {};

export function attention(
  name: string,
  s: AttentionShape,
  strength = 1,
  tolerance = 2e-6,
  limits: Limits = {},
): Case {
  const positions = limits.positions ?? range(s);
  return {
    name: `attention, ${name}`,
    tolerance,
    inputs: {
      q: floats([s.rows, s.time, s.heads * s.width], { scale: strength }),
      k: floats([s.rows, s.time, s.kvHeads * s.width]),
      v: floats([s.rows, s.time, s.kvHeads * s.width]),
      positions,
      ...sinksOf(s, limits),
    },
    dims: {
      positions: ["rows", "time"],
      q: ["rows", "time", s.heads * s.width],
      k: ["rows", "time", s.kvHeads * s.width],
      v: ["rows", "time", s.kvHeads * s.width],
    },
    build: (ops, x) => ({
      y: ops.attention(input(x, "q"), input(x, "k"), input(x, "v"), {
        heads: s.heads,
        kvHeads: s.kvHeads,
        scale: scale(s),
        ...limitOptions(limits, x),
      }),
    }),
  };
}

const range = ({ rows, time }: AttentionShape) =>
  givenIntegers(
    [rows, time],
    Array.from({ length: rows * time }, (_, i) => i % time),
  );

/** @param filled valid slots of each row; the rest hold values that must not be seen. */
export function withPast(
  name: string,
  s: AttentionShape,
  slots: number,
  filled: number[],
  limits: Limits = {},
): Case {
  const cacheShape = [s.rows, s.kvHeads, slots, s.width];
  const bias = filled.flatMap((n) => Array.from({ length: slots }, (_, slot) => (slot < n ? 0 : -1e9)));
  const cache = ["rows", s.kvHeads, "slots", s.width];
  const positions = filled.flatMap((n) => Array.from({ length: s.time }, (_, t) => n + t));
  const fresh = attention("", s, 1, 2e-6, { positions: givenIntegers([s.rows, s.time], positions) });
  return {
    name: `attention with past, ${name}`,
    tolerance: 2e-6,
    inputs: {
      ...fresh.inputs,
      keys: floats(cacheShape, { scale: 3 }),
      values: floats(cacheShape, { scale: 3 }),
      bias: given([s.rows, 1, 1, slots], bias),
      ...sinksOf(s, limits),
    },
    dims: { ...fresh.dims, keys: cache, values: cache, bias: ["rows", 1, 1, "slots"] },
    build: (ops, x) => ({
      y: ops.attention(input(x, "q"), input(x, "k"), input(x, "v"), {
        heads: s.heads,
        kvHeads: s.kvHeads,
        scale: scale(s),
        past: { keys: input(x, "keys"), values: input(x, "values"), bias: input(x, "bias") },
        ...limitOptions(limits, x),
      }),
    }),
  };
}

function rope(
  name: string,
  options: { heads: number; headWidth: number; rotatedWidth: number; interleaved: boolean },
  positions: HostTensor,
): Case {
  const context = 64;
  const tables = floats([context, options.rotatedWidth / 2]);
  const angles = Array.from(tables.data, (v) => v * 3);
  const table = (f: (angle: number) => number) => ({ ...tables, data: Float32Array.from(angles, f) });
  return {
    name: `rope, ${name}`,
    tolerance: 1e-6,
    inputs: { x: floats([...positions.shape, options.heads * options.headWidth]), positions },
    dims: { x: ["rows", "time", options.heads * options.headWidth], positions: ["rows", "time"] },
    weights: new Map([
      ["cos", table(Math.cos)],
      ["sin", table(Math.sin)],
    ]),
    build: (ops, x) => ({
      y: ops.rope(
        input(x, "x"),
        input(x, "positions"),
        { cos: ops.weight("cos"), sin: ops.weight("sin") },
        options,
      ),
    }),
  };
}

const full = { heads: 3, headWidth: 16, rotatedWidth: 16 };
const partial = { heads: 2, headWidth: 16, rotatedWidth: 4 };

export const attentionCases: Case[] = [
  attention("several rows", { rows: 2, time: 9, heads: 3, kvHeads: 3, width: 16 }),
  attention("one token", { rows: 2, time: 1, heads: 3, kvHeads: 3, width: 16 }),
  attention("one head", { rows: 1, time: 5, heads: 1, kvHeads: 1, width: 8 }),
  attention("grouped queries", { rows: 2, time: 7, heads: 6, kvHeads: 2, width: 8 }),
  attention("one shared head", { rows: 2, time: 4, heads: 4, kvHeads: 1, width: 8 }),
  attention("sharp scores", { rows: 1, time: 40, heads: 2, kvHeads: 2, width: 32 }, 30, 2e-5),
  withPast("one token", { rows: 2, time: 1, heads: 3, kvHeads: 3, width: 16 }, 32, [32, 32]),
  withPast("masked slots", { rows: 3, time: 1, heads: 3, kvHeads: 3, width: 16 }, 32, [5, 32, 1]),
  withPast("an empty row", { rows: 2, time: 1, heads: 2, kvHeads: 2, width: 8 }, 8, [0, 3]),
  withPast("several tokens", { rows: 2, time: 5, heads: 4, kvHeads: 4, width: 8 }, 16, [11, 16]),
  withPast("grouped queries", { rows: 2, time: 3, heads: 6, kvHeads: 2, width: 8 }, 16, [9, 2]),
  rope("interleaved", { ...full, interleaved: true }, integers([2, 5], 64)),
  rope("halves", { ...full, interleaved: false }, integers([2, 5], 64)),
  rope("interleaved, partial", { ...partial, interleaved: true }, integers([2, 5], 64)),
  rope("halves, partial", { ...partial, interleaved: false }, integers([2, 5], 64)),
  rope("one token, first and last position", { ...full, interleaved: true }, givenIntegers([2, 1], [0, 63])),
];
