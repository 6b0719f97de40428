/**
 * What steering costs where nobody asked for it: held-out text of the corpus, read by the model as it is and with the
 * edits at every token that the recipe's scope allows. BOS is left as it is and left out of every figure.
 */
import { scopeGate, type ResolvedEdit, type SteeringScope } from "@/domain/steering";
import type { SteeringCost } from "@/domain/steering-run";
import type { Engine, HostTensor } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import type { LanguageModel } from "../files/language-model";
import { batchPassages, nextTokens, tokensAtOnce, type PassageBatch } from "../models/batches";
import type { Sae } from "../sae/sae";
import { costSpec } from "./cost-spec";
import { editFeeds, placedWeights } from "./edits";
import type { EditedWith } from "./steered-batch";

export interface CostRequest {
  features: readonly EditedWith[];
  /** For each dose the edits with those. */
  doses: readonly (readonly ResolvedEdit[])[];
  scope: SteeringScope;
}

export async function measureSteeringCost(
  passages: readonly ArrayLike<number>[],
  { features, doses, scope }: CostRequest,
  parts: { engine: Engine; model: Pick<LanguageModel, "config" | "weights">; saes: readonly Sae[] },
  signal?: AbortSignal,
): Promise<SteeringCost> {
  const { engine, model, saes } = parts;
  const { config } = model;
  const program = await engine.compile(
    costSpec(config, saes),
    new Map([...model.weights, ...placedWeights(saes)]),
  );
  try {
    const others = Object.fromEntries(
      saes.map((sae, place): [string, HostTensor] => [`others.${place}`, othersOf(sae, place, features)]),
    );
    // each passage stands in a batch without edits, then with those of each dose
    const versions = [null, ...doses];
    const sums = versions.map(() => new Sums());
    const most = Math.min(...saes.map((sae) => tokensAtOnce(sae.config.dSae)));
    for (const batch of batchPassages(passages, config.bos, Math.floor(most / versions.length))) {
      signal?.throwIfAborted();
      const size = batch.rows.length;
      const edits = versions.map((dose) =>
        saes.map((_, place) => (dose ?? []).filter((_edit, at) => features[at]?.place === place)),
      );
      const outputs = await program.run({
        ids: repeated(batch.ids, versions.length),
        positions: repeated(batch.positions, versions.length),
        targets: repeated(nextTokens(batch), versions.length),
        gate: repeated(gateOf(batch, scope), versions.length),
        plain: plainRows(size, versions.length),
        ...editFeeds(
          edits.flatMap((edit) => Array.from({ length: size }, () => edit)),
          saes,
          batch.time,
        ),
        ...others,
      });
      sums.forEach((sum, version) => sum.add(batch, outputs, version * size));
    }
    const [plain = new Sums(), ...steered] = sums;
    return {
      tokens: plain.predicted,
      ce: plain.mean("logProbability"),
      active: plain.mean("active"),
      doses: steered.map((sum) => ({
        ce: sum.mean("logProbability"),
        appeared: sum.mean("appeared"),
        vanished: sum.mean("vanished"),
      })),
    };
  } finally {
    await program.dispose();
  }
}

function repeated({ dtype, shape, data }: HostTensor, times: number): HostTensor {
  const [rows = 0, ...rest] = shape;
  const all = dtype === "int32" ? new Int32Array(times * data.length) : new Float32Array(times * data.length);
  for (let i = 0; i < times; i++) all.set(data, i * data.length);
  return { dtype, shape: [times * rows, ...rest], data: all };
}

/** The first version of each passage is the plain one. */
function plainRows(size: number, versions: number): HostTensor {
  const data = Int32Array.from({ length: size * versions }, (_, row) => row % size);
  return { dtype: "int32", shape: [data.length], data };
}

/** 1 for every feature that the recipe does not turn itself. */
function othersOf({ config }: Sae, place: number, features: CostRequest["features"]): HostTensor {
  const data = new Float32Array(config.dSae).fill(1);
  for (const edited of features) if (edited.place === place && "feature" in edited) data[edited.feature] = 0;
  return { dtype: "float32", shape: [config.dSae], data };
}

/** A scope that ends or begins with the prompt takes the whole passage for prompt, or for written text. */
function gateOf({ rows, time }: PassageBatch, scope: SteeringScope): HostTensor {
  const row = scopeGate(scope, scope.kind === "prompt" ? time : 1, 0, time);
  const data = new Float32Array(rows.length * time);
  rows.forEach((_, i) => data.set(row, i * time));
  return { dtype: "float32", shape: [rows.length, time, 1], data };
}

const FIGURES = ["logProbability", "active", "appeared", "vanished"] as const;
type Figure = (typeof FIGURES)[number];

class Sums {
  predicted = 0;
  private readonly totals = Object.fromEntries(FIGURES.map((name) => [name, 0])) as Record<Figure, number>;

  /** @param first row of the outputs that the batch's first passage has here */
  add({ lengths, time }: PassageBatch, outputs: Record<string, HostTensor>, first: number): void {
    for (const name of FIGURES) {
      const { data } = input(outputs, name);
      lengths.forEach((length, row) => {
        for (let t = 1; t + 1 < length; t++)
          this.totals[name] +=
            (name === "logProbability" ? -1 : 1) * (data[(first + row) * time + t] as number);
      });
    }
    this.predicted += lengths.reduce((sum, length) => sum + Math.max(0, length - 2), 0);
  }

  /** Of a predicted token; nats for the log probability. */
  mean(name: Figure): number {
    return this.totals[name] / this.predicted;
  }
}
