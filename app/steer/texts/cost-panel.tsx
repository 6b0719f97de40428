"use client";

import { Explained } from "@/app/components/explained";
import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { problemOfCall, server } from "@/app/trpc/client";
import { formatCounted, formatFigure } from "@/domain/format";
import type { SteeringCost } from "@/domain/steering-run";
import type { Problem } from "@/server/errors";
import type { LiveRun } from "../use-run";
import { noteOf } from "./texts";

interface Props {
  id: string;
  recipe: LiveRun["recipe"];
}

type State = { cost: SteeringCost } | { problem: Problem } | "measuring" | null;

/** What the edits do to text that they have nothing to do with: measured when it is asked for. */
export function CostPanel({ id, recipe }: Props) {
  const [state, setState] = useState<State>(null);
  const measure = () => {
    setState("measuring");
    server.steer.cost.query({ id }).then(
      (cost) => setState({ cost }),
      (error: unknown) => setState({ problem: problemOfCall(error) }),
    );
  };
  const found = state !== null && state !== "measuring" ? state : null;
  return (
    <section className="card mt-3.5" aria-labelledby="cost-title">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1.5">
        <h3 id="cost-title" className="card-title mb-0 text-ink">
          Cost on other text
        </h3>
        {!(found && "cost" in found) && (
          <button type="button" className="control" onClick={measure} disabled={state === "measuring"}>
            {state === "measuring" ? "Measuring …" : "Measure"}
          </button>
        )}
      </div>
      <p className="mt-1 text-[13px] text-soft">
        {found && "cost" in found
          ? `${formatCounted(found.cost.tokens, "held-out token")} of the corpus, read by the model as it is and with these edits.`
          : "How much worse the model predicts held-out text with these edits, and how many other features come and go."}
      </p>
      <div role="status">
        {found && "problem" in found && <ProblemNote problem={found.problem} />}
        {found && "cost" in found && <Figures cost={found.cost} recipe={recipe} />}
      </div>
    </section>
  );
}

const HEADINGS: readonly (readonly [string, string])[] = [
  ["loss", "mean cross-entropy in nats a token, and how much the edits add"],
  ["perplexity", "how many times as surprised the model is by the text: e to the added loss"],
  ["others appear", "features besides the steered ones that the edits turn on, mean of a token"],
  ["others vanish", "features besides the steered ones that the edits turn off, mean of a token"],
];

function Figures({ cost, recipe }: { cost: SteeringCost; recipe: Props["recipe"] }) {
  return (
    <div className="overflow-x-auto">
      <table className="mt-2 w-full min-w-[420px] text-[13px]">
        <thead className="text-left text-xs text-soft">
          <tr>
            <th scope="col" className="py-1 pr-3 font-normal">
              edits
            </th>
            {HEADINGS.map(([name, tip]) => (
              <th key={name} scope="col" className="py-1 pr-3 text-right font-normal">
                <Explained tip={tip}>{name}</Explained>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="tabular-nums">
          <tr className="border-t border-line">
            <th scope="row" className="py-1 pr-3 text-left font-normal text-soft">
              none
            </th>
            <td className="py-1 pr-3 text-right">{cost.ce.toFixed(3)}</td>
            <td className="py-1 pr-3 text-right">× 1</td>
            <td colSpan={2} className="py-1 pr-3 text-right text-soft">
              {`of ${formatFigure(cost.active)} active`}
            </td>
          </tr>
          {cost.doses.map(({ ce, appeared, vanished }, i) => (
            <tr key={i} className="border-t border-line">
              <th scope="row" className="py-1 pr-3 text-left font-normal">
                {noteOf(recipe, recipe.doses[i] ?? 1)}
              </th>
              <td className="py-1 pr-3 text-right">
                {ce.toFixed(3)} <span className="text-soft">{added(ce - cost.ce)}</span>
              </td>
              <td className="py-1 pr-3 text-right font-semibold">
                × {Number(Math.exp(ce - cost.ce).toPrecision(3)).toLocaleString("en")}
              </td>
              <td className="py-1 pr-3 text-right">{formatFigure(appeared)}</td>
              <td className="py-1 pr-3 text-right">{formatFigure(vanished)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const added = (nats: number) => (nats < 0 ? "−" : "+") + Math.abs(nats).toFixed(3);
