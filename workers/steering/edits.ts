/**
 * Edits of the residual stream that keep the SAE's error: x' = x + sum_i delta_i d_i, where delta_i moves feature i from
 * its value f_i(x) to where its mode wants it (Templeton et al. 2024 clamp so). All edits at one hook read the same x.
 *
 * | mode         | delta                          |
 * | clamp        | c - f                          |
 * | add          | c                              |
 * | scale        | (c - 1) f                      |
 * | ablate       | -f                             |
 * | minimum      | max(0, c - f)                  |
 * | where-active | c - f where f > 0, else 0      |
 * | orthogonal   | c - <x - b_dec, d>             |
 *
 * A vector of somebody's own is edited with at the hook of the SAE that it was made at, in the modes add and orthogonal;
 * <x, d> - centre stands for <x - b_dec, d> there.
 */
import type { FeatureEdit, ResolvedEdit, VectorEdit } from "@/domain/steering";
import type { HostTensor, Ops, TensorSpec } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import { renamedWeights } from "../engine/renamed-weights";
import { encode } from "../sae/encode";
import { SAE_PREFIX, type Sae } from "../sae/sae";

/**
 * delta = constant + activation f + lift max(0, target - f) + active [f > 0] (target - f) + projection <x - b_dec, d>:
 * one program for every mode, whose coefficients are data.
 */
const COEFFICIENTS = ["target", "constant", "activation", "lift", "active", "projection"] as const;
type Coefficient = (typeof COEFFICIENTS)[number];

export function coefficientsOf({ mode, target }: Omit<FeatureEdit, "feature">): Record<Coefficient, number> {
  const none = { target, constant: 0, activation: 0, lift: 0, active: 0, projection: 0 };
  switch (mode) {
    case "clamp":
      return { ...none, constant: target, activation: -1 };
    case "add":
      return { ...none, constant: target };
    case "scale":
      return { ...none, activation: target - 1 };
    case "ablate":
      return { ...none, activation: -1 };
    case "minimum":
      return { ...none, lift: 1 };
    case "where-active":
      return { ...none, active: 1 };
    case "orthogonal":
      return { ...none, constant: target, projection: -1 };
  }
}

/** Names of weights of the SAE number `place` of a program. */
const placed = (place: number) => (name: string) => name.replace(SAE_PREFIX, `${SAE_PREFIX}${place}.`);

/** `ops` in which the weights of an SAE are those of the SAE number `place`. */
export const opsOfPlace = <T>(ops: Ops<T>, place: number): Ops<T> => renamedWeights(ops, placed(place));

/** Weights of several SAEs for one program, beside those of the model. */
export function placedWeights(saes: readonly Sae[]): [string, HostTensor][] {
  return saes.flatMap(({ weights }, place) =>
    [...weights].map(([name, weight]): [string, HostTensor] => [placed(place)(SAE_PREFIX + name), weight]),
  );
}

/** What is known of each vector of a row besides its direction. */
const VECTOR_NUMBERS = ["constant", "projection", "centre"] as const;

/** Inputs of the edits with SAE number `place`; slots is the largest number of edits of a row. */
export function editInputs(
  { config: { dIn } }: Pick<Sae, "config">,
  place: number,
): Record<string, TensorSpec> {
  const slots = `slots.${place}`;
  const vectors = `vectors.${place}`;
  return {
    [`vector.${place}.directions`]: { dtype: "float32", shape: ["rows", vectors, dIn] },
    ...Object.fromEntries(
      VECTOR_NUMBERS.map((name): [string, TensorSpec] => [
        `vector.${place}.${name}`,
        { dtype: "float32", shape: ["rows", 1, vectors] },
      ]),
    ),
    [`edit.${place}.features`]: { dtype: "int32", shape: ["rows", slots] },
    [`edit.${place}.places`]: { dtype: "int32", shape: ["rows", "time", slots] },
    ...Object.fromEntries(
      COEFFICIENTS.map((name): [string, TensorSpec] => [
        `edit.${place}.${name}`,
        { dtype: "float32", shape: ["rows", 1, slots] },
      ]),
    ),
  };
}

/** What a row is edited with: the edits with each SAE, in the order of the program's SAEs. */
export type RowEdits = readonly (readonly ResolvedEdit[])[];

/** Values for {@link editInputs}. A row with fewer edits than others is filled up with ones that do nothing. */
export function editFeeds(
  rows: readonly RowEdits[],
  saes: readonly Sae[],
  time: number,
): Record<string, HostTensor> {
  const feeds: Record<string, HostTensor> = {};
  saes.forEach(({ config: { dSae, dIn } }, place) => {
    const byRow = rows.map((edits) =>
      (edits[place] ?? []).filter((edit): edit is FeatureEdit => "feature" in edit),
    );
    const vectors = rows.map((edits) =>
      (edits[place] ?? []).filter((edit): edit is VectorEdit => "along" in edit),
    );
    Object.assign(feeds, vectorFeeds(vectors, dIn, place));
    const slots = Math.max(1, ...byRow.map((edits) => edits.length));
    const features = new Int32Array(rows.length * slots);
    const places = new Int32Array(rows.length * time * slots);
    const values = Object.fromEntries(
      COEFFICIENTS.map((name) => [name, new Float32Array(rows.length * slots)]),
    ) as Record<Coefficient, Float32Array>;
    byRow.forEach((edits, row) =>
      edits.forEach((edit, slot) => {
        features[row * slots + slot] = edit.feature;
        const coefficients = coefficientsOf(edit);
        for (const name of COEFFICIENTS) values[name][row * slots + slot] = coefficients[name];
      }),
    );
    for (let at = 0; at < places.length; at++) {
      const token = Math.floor(at / slots);
      places[at] = token * dSae + (features[Math.floor(token / time) * slots + (at % slots)] ?? 0);
    }
    feeds[`edit.${place}.features`] = { dtype: "int32", shape: [rows.length, slots], data: features };
    feeds[`edit.${place}.places`] = { dtype: "int32", shape: [rows.length, time, slots], data: places };
    for (const name of COEFFICIENTS)
      feeds[`edit.${place}.${name}`] = {
        dtype: "float32",
        shape: [rows.length, 1, slots],
        data: values[name],
      };
  });
  return feeds;
}

function vectorFeeds(rows: readonly (readonly VectorEdit[])[], width: number, place: number) {
  const slots = Math.max(1, ...rows.map((edits) => edits.length));
  const directions = new Float32Array(rows.length * slots * width);
  const values = Object.fromEntries(
    VECTOR_NUMBERS.map((name) => [name, new Float32Array(rows.length * slots)]),
  ) as Record<(typeof VECTOR_NUMBERS)[number], Float32Array>;
  rows.forEach((edits, row) =>
    edits.forEach((edit, slot) => {
      const at = row * slots + slot;
      const { constant, projection } = coefficientsOf(edit);
      directions.set(edit.along.direction, at * width);
      values.constant[at] = constant;
      values.projection[at] = projection;
      values.centre[at] = edit.along.centre;
    }),
  );
  const feeds: Record<string, HostTensor> = {
    [`vector.${place}.directions`]: {
      dtype: "float32",
      shape: [rows.length, slots, width],
      data: directions,
    },
  };
  for (const name of VECTOR_NUMBERS)
    feeds[`vector.${place}.${name}`] = {
      dtype: "float32",
      shape: [rows.length, 1, slots],
      data: values[name],
    };
  return feeds;
}

export interface EditedStream<T> {
  /** x' [rows, time, d]. */
  edited: T;
  /** f of the edited features in x, by SAE number: [rows, time, slots]. */
  read: Record<number, T>;
  /** <x, d> - centre of the vectors that are edited with, by the number of their SAE: [rows, time, vectors]. */
  along: Record<number, T>;
}

/**
 * @param x residual stream at the hook of these SAEs, [rows, time, d]
 * @param places numbers of the SAEs that read this hook
 * @param gate [rows, time, 1], 1 where a token is edited
 */
export function applyEdits<T>(
  ops: Ops<T>,
  x: T,
  saes: readonly Sae[],
  places: readonly number[],
  inputs: Readonly<Record<string, T>>,
  gate: T,
): EditedStream<T> {
  const read: Record<number, T> = {};
  const along: Record<number, T> = {};
  let edited = x;
  for (const place of places) {
    const sae = saes[place];
    if (!sae) throw new Error(`There is no SAE number ${place} in this program.`);
    const own = opsOfPlace(ops, place);
    const given = (name: string) => input(inputs, `edit.${place}.${name}`);
    const { features } = encode(own, sae, x);
    const column = ops.reshape(features, [-1, 1]);
    // places is [rows, time, slots], so the slots become the last axis again
    const f = ops.reshape(ops.gather(column, given("places")), [0, 0, -1]);
    const directions = ops.gather(own.weight(`${SAE_PREFIX}W_dec`), given("features"));
    const centred = ops.sub(x, own.weight(`${SAE_PREFIX}b_dec`));
    const projection = ops.matmul(centred, directions, { transposeB: true });
    const missing = ops.sub(given("target"), f);
    const terms = [
      given("constant"),
      ops.mul(given("activation"), f),
      ops.mul(given("lift"), ops.relu(missing)),
      ops.mul(given("active"), ops.mul(ops.greater(f, ops.constant(0)), missing)),
      ops.mul(given("projection"), projection),
    ];
    const delta = ops.mul(
      terms.reduce((sum, term) => ops.add(sum, term)),
      gate,
    );
    edited = ops.add(edited, ops.matmul(delta, directions));
    read[place] = f;
    const ofVector = (name: string) => input(inputs, `vector.${place}.${name}`);
    const vectors = ofVector("directions");
    const position = ops.sub(ops.matmul(x, vectors, { transposeB: true }), ofVector("centre"));
    const shift = ops.add(ofVector("constant"), ops.mul(ofVector("projection"), position));
    edited = ops.add(edited, ops.matmul(ops.mul(shift, gate), vectors));
    along[place] = position;
  }
  return { edited, read, along };
}
