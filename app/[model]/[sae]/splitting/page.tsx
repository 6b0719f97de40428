import type { Metadata } from "next";
import Link from "next/link";
import { notFoundIfMissing } from "@/app/components/not-found-if-missing";
import { Breadcrumb } from "@/app/components/breadcrumb";
import { readSaeAddress, type SaePageProps } from "@/app/components/sae-params";
import { singleValues } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { formatCount } from "@/domain/format";
import { BRANCH_COSINE, splittingUrl, splittingView, type MostSplit } from "@/domain/splitting";
import type { SaeAddress } from "@/domain/urls";
import { api } from "@/server/caller";
import { LayerSteps } from "./layer-steps";
import { SplittingTree } from "./splitting-tree";

export async function generateMetadata({ params }: SaePageProps): Promise<Metadata> {
  const { model, sae } = await readSaeAddress(params);
  return {
    title: `How features of ${sae} split in ${model}`,
    description: `What features of ${sae} become in wider SAEs of its hook and in other layers.`,
  };
}

/** A feature through the widths of its hook, as a tree, and through the layers: `?f=12`. */
export default async function SplittingPage({ params, searchParams }: SaePageProps) {
  const address = await readSaeAddress(params);
  const { f } = splittingView.parse(singleValues(await searchParams));
  const found = await readFound(address, f ?? null);
  const { family, hookName, root, most, trail, beyond } = found;
  return (
    <Shell within={address}>
      <Breadcrumb address={address} part="splitting" />
      <h1 className="mt-2">How features split</h1>
      <p className="mt-1 mb-3 max-w-[78ch] text-soft">
        What one feature of a narrow SAE stands for, several of a wider one often share. Each feature of the
        wider SAE hangs on the one whose decoder direction is nearest to its own, if their cosine is at least{" "}
        {BRANCH_COSINE}. Below its name are words that both have in their examples.
      </p>
      {beyond && (
        <p role="status" className="mb-3 text-soft">
          {address.sae} has no feature {f}.
        </p>
      )}
      {family.length < 2 ? (
        <p className="border-y border-line py-6 text-soft">
          {address.sae} is the only SAE at {hookName} that you can see here, or the others have as many
          features: there is nothing to split into.
        </p>
      ) : (
        <>
          <p className="mb-3 text-[13px] text-soft">
            At {hookName}, from narrow to wide:{" "}
            {family.map(({ sae, dSae }) => `${sae} (${formatCount(dSae)} features)`).join(" › ")}
          </p>
          <div className={`grid items-start gap-3.5 ${root ? "lg:grid-cols-[1fr_320px]" : "max-w-lg"}`}>
            {root ? (
              <SplittingTree model={address.model} root={root} here={{ ...address, index: f ?? 0 }} />
            ) : (
              <p className="text-soft">Choose a feature, here or by “How it splits” on its own page.</p>
            )}
            <MostSplitList model={address.model} most={most} />
          </div>
        </>
      )}
      {trail && trail.layers.length > 1 && (
        <div className="mt-3.5">
          <LayerSteps trail={trail} here={{ ...address, index: f ?? 0 }} />
        </div>
      )}
    </Shell>
  );
}

/** A feature beyond the last counts as none. */
async function readFound(address: SaeAddress, index: number | null) {
  const { sae } = await api.map.get(address).catch(notFoundIfMissing);
  const beyond = index !== null && index >= sae.dSae;
  const known = beyond ? null : index;
  const [splitting, trail] = await Promise.all([
    api.map.splitting({ address, index: known }),
    known === null ? null : api.map.layers({ address, index: known }),
  ]);
  return { ...splitting, trail, beyond };
}

function MostSplitList({ model, most }: { model: string; most: readonly MostSplit[] }) {
  const [first] = most;
  return (
    <section className="card" aria-labelledby="most-title">
      <h2 id="most-title" className="card-title">
        {first ? `Features of ${first.sae} that split most in ${first.into}` : "Features that split most"}
      </h2>
      {!first && <p className="text-soft">None has two branches, or the SAEs have not been compared yet.</p>}
      <ol aria-label="Features that split most">
        {most.map(({ sae, index, name, branches }) => (
          <li key={index} className="flex items-baseline gap-2 py-0.5">
            <Link
              href={splittingUrl({ model, sae }, index)}
              prefetch={false}
              className="flex min-w-0 flex-1 items-baseline gap-2 hover:text-accent"
            >
              <span className="w-10 shrink-0 text-soft">{index}</span>
              <bdi className="min-w-0 truncate">{name || "no label yet"}</bdi>
            </Link>
            <span className="shrink-0 text-[13px]">{branches} branches</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
