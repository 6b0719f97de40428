"use client";

import Link from "next/link";
import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { SelectField } from "@/app/components/forms/select-field";
import { TextField } from "@/app/components/forms/text-field";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { adminUrl, type SaeAddress } from "@/domain/urls";

/** How an administrator has an SAE measured, or measured again. */
export function MeasureForm({ saes }: { saes: readonly [SaeAddress, ...SaeAddress[]] }) {
  const nameOf = ({ model, sae }: SaeAddress) => `${model}/${sae}`;
  const [address, setAddress] = useState(saes[0]);
  const [features, setFeatures] = useState("100");
  const [started, setStarted] = useState(false);
  const { run, busy, problem } = useCall(async () => {
    setStarted(false);
    await server.benchmark.start.mutate({ address, features: Number(features) });
    setStarted(true);
  });
  return (
    <form
      className="card mt-3.5"
      aria-label="Measure an SAE"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <h2 className="card-title">Measure an SAE</h2>
      <p className="mb-3 max-w-[78ch] text-[13px] text-soft">
        A worker writes about ninety short texts for each feature and reads them: some 20 seconds a feature
        for a small model, a minute or two for a larger one. It can be stopped, and goes on where it was.
      </p>
      <div className="grid max-w-150 gap-4 sm:grid-cols-2">
        <SelectField
          label="SAE"
          hint="Those whose features are complete."
          options={saes.map((one) => ({ value: nameOf(one), name: nameOf(one) }))}
          value={nameOf(address)}
          onChange={({ target }) => setAddress(saes.find((one) => nameOf(one) === target.value) ?? saes[0])}
        />
        <TextField
          label="Features"
          hint="Half of them are those expected to steer best, the others are drawn at random."
          type="number"
          min={1}
          max={500}
          required
          value={features}
          onChange={({ target }) => setFeatures(target.value)}
        />
      </div>
      <ProblemNote problem={problem} />
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <button type="submit" className="control control-primary" disabled={busy}>
          Measure
        </button>
        <span role="status">
          {started && (
            <>
              It waits for a worker: see{" "}
              <Link href={adminUrl("jobs")} prefetch={false} className="link">
                jobs
              </Link>
              .
            </>
          )}
        </span>
      </div>
    </form>
  );
}
