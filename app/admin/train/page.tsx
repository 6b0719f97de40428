import type { Metadata } from "next";
import { Refresh } from "@/app/components/refresh";
import { api } from "@/server/caller";
import { AdminShell } from "../admin-shell";
import { TrainForm } from "./train-form";
import { TrainRow } from "./train-row";

export const metadata: Metadata = { title: "Training", robots: { index: false } };

/** Trains an SAE on a registered model and text, in the steps of `featurescope train`, and shows earlier runs. */
export default async function TrainPage() {
  const [{ models, rates }, runs] = await Promise.all([api.training.form(), api.training.list()]);
  const [first, ...others] = models.filter(({ corpora }) => corpora.length > 0);
  return (
    <AdminShell
      section="train"
      note="A batch worker trains a sparse autoencoder on what a model computes over a text. Stopped or broken off, a run goes on where it was and comes to the same weights. Other batch work of that worker waits meanwhile."
    >
      {runs.some(({ state }) => state === "queued" || state === "running") && <Refresh />}
      <div className="mt-5 grid gap-8 lg:grid-cols-[minmax(0,30rem)_minmax(0,1fr)]">
        {first === undefined ? (
          <p className="border-y border-line py-4 text-soft">
            No model has a text yet. The import page brings in both.
          </p>
        ) : (
          <TrainForm models={[first, ...others]} rates={rates} />
        )}
        <section aria-labelledby="runs-title">
          <h2 id="runs-title" className="font-semibold">
            Runs
          </h2>
          {runs.length === 0 ? (
            <p className="mt-2 border-y border-line py-4 text-soft">None yet.</p>
          ) : (
            <ul className="mt-2 divide-y divide-line border-y border-line">
              {runs.map((run) => (
                <TrainRow key={run.id} run={run} />
              ))}
            </ul>
          )}
        </section>
      </div>
    </AdminShell>
  );
}
