import type { Metadata } from "next";
import Link from "next/link";
import { formatCount, formatCounted, formatMoment } from "@/domain/format";
import { adminUrl } from "@/domain/urls";
import { api } from "@/server/caller";
import { AdminShell } from "../../admin-shell";
import { LiveTraining } from "./live-training";

export const metadata: Metadata = { title: "Training run", robots: { index: false } };

/** One training run: what was asked for, its curves while it runs, and what can be done with it. */
export default async function TrainingRunPage({ params }: { params: Promise<{ id: string }> }) {
  const { run, metrics, rivals } = await api.training.get({ id: (await params).id });
  const { request, options } = run;
  const asked = [
    `${options.architecture}, ${formatCounted(options.features, "feature")}`,
    options.k === undefined ? `sparsity penalty ${options.l0 ?? options.l1}` : `k ${options.k}`,
    options.kFrom !== undefined &&
      `k falls from ${options.kFrom} in ${formatCounted(options.kAnnealSteps ?? 0, "step")}`,
    options.sparsityWarmupSteps && `penalty rises for ${formatCounted(options.sparsityWarmupSteps, "step")}`,
    options.prefixes && `prefixes ${options.prefixes.join(", ")}`,
    `${formatCounted(options.steps, "step")} of ${formatCount(options.batch)} tokens`,
    `rate ${options.rate.toPrecision(3)}${options.schedule ? `, ${options.schedule}` : ""}`,
    options.initial === "data" && "directions from the text",
    `seed ${options.seed}`,
    `begun ${formatMoment(run.createdAt)}`,
  ];
  return (
    <AdminShell section="train" note={`${request.model}, ${request.hook}, over ${request.corpus}.`}>
      <p className="mt-1 text-xs text-soft">{asked.filter(Boolean).join(" · ")}</p>
      <LiveTraining key={run.id} initial={run} metrics={metrics} rivals={rivals} />
      <p className="mt-6">
        <Link href={adminUrl("train")} prefetch={false} className="link">
          All runs, and a new one
        </Link>
      </p>
    </AdminShell>
  );
}
