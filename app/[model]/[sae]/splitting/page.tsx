import type { Metadata } from "next";
import { notFoundIfMissing } from "@/app/components/not-found-if-missing";
import { Breadcrumb } from "@/app/components/breadcrumb";
import { readSaeAddress, type SaePageProps } from "@/app/components/sae-params";
import { singleValues } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { splittingView } from "@/domain/splitting";
import type { SaeAddress } from "@/domain/urls";
import { api } from "@/server/caller";
import { LayerSteps } from "./layer-steps";
import { PartsSection } from "./parts-section";
import { WidthsSection } from "./widths-section";

export async function generateMetadata({ params }: SaePageProps): Promise<Metadata> {
  const { model, sae } = await readSaeAddress(params);
  return {
    title: `How features of ${sae} split in ${model}`,
    description: `What features of ${sae} become in wider SAEs of its hook and in other layers.`,
  };
}

/** A feature through the parts of a Matryoshka SAE, the widths of its hook, and the layers: `?f=12`. */
export default async function SplittingPage({ params, searchParams }: SaePageProps) {
  const address = await readSaeAddress(params);
  const { f } = splittingView.parse(singleValues(await searchParams));
  const { splitting, parts, trail, beyond } = await readFound(address, f ?? null);
  const here = { ...address, index: f ?? 0 };
  return (
    <Shell within={address}>
      <Breadcrumb address={address} part="splitting" />
      <h1 className="mt-2">How features split</h1>
      {beyond && (
        <p role="status" className="mt-1 text-soft">
          {address.sae} has no feature {f}.
        </p>
      )}
      {parts.ends.length > 0 && <PartsSection here={here} parts={parts} />}
      <WidthsSection here={here} splitting={splitting} />
      {trail && trail.layers.length > 1 && (
        <div className="mt-3.5">
          <LayerSteps trail={trail} here={here} />
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
  const [splitting, parts, trail] = await Promise.all([
    api.map.splitting({ address, index: known }),
    api.map.prefixTree({ address, index: known }),
    known === null ? null : api.map.layers({ address, index: known }),
  ]);
  return { splitting, parts, trail, beyond };
}
