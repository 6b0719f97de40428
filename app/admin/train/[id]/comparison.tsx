"use client";

import { useState } from "react";
import { SelectField } from "@/app/components/forms/select-field";
import type { SaeQuality } from "@/domain/collections";
import { formatCount, formatFigure, formatPercent } from "@/domain/format";
import type { Rival } from "@/server/procedures/training/queries";

const ROWS: { name: string; better: string; of: (quality: SaeQuality) => string }[] = [
  { name: "FVU", better: "less is better", of: ({ fvu }) => formatFigure(fvu) },
  { name: "L0", better: "active features a token", of: ({ l0 }) => l0.toFixed(1) },
  { name: "CE recovered", better: "more is better", of: ({ ceRecovered }) => formatFigure(ceRecovered) },
  { name: "Dead", better: "less is better", of: ({ dead }) => formatPercent(dead) },
];

/** Figures of the trained SAE on held-out text beside those of another at the same hook. */
export function Comparison({ quality, rivals }: { quality: SaeQuality; rivals: readonly Rival[] }) {
  const [chosen, setChosen] = useState(rivals[0]?.slug ?? "");
  const rival = rivals.find(({ slug }) => slug === chosen);
  return (
    <section className="mt-6" aria-labelledby="figures-title">
      <h2 id="figures-title" className="font-semibold">
        On held-out text
      </h2>
      {rivals.length > 0 ? (
        <SelectField
          className="mt-2 max-w-72"
          label="Beside"
          hint="SAEs at the same hook. Their figures are of their own texts."
          options={rivals.map(({ slug, dSae }) => ({
            value: slug,
            name: `${slug} (${formatCount(dSae)} features)`,
          }))}
          value={chosen}
          onChange={({ target }) => setChosen(target.value)}
        />
      ) : (
        <p className="text-soft">There is no other SAE at this hook to compare it with.</p>
      )}
      <div className="mt-3 max-w-[36rem] overflow-x-auto">
        <table className="w-full border-y border-line text-left">
          <thead>
            <tr className="text-xs text-soft">
              <th className="py-1.5 pr-3 font-normal">Figure</th>
              <th className="py-1.5 pr-3 font-normal">This run</th>
              {rival && <th className="py-1.5 font-normal [overflow-wrap:anywhere]">{rival.slug}</th>}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {ROWS.map(({ name, better, of }) => (
              <tr key={name}>
                <th scope="row" className="py-1.5 pr-3 font-medium">
                  {name} <span className="block text-xs font-normal text-soft">{better}</span>
                </th>
                <td className="py-1.5 pr-3">{of(quality)}</td>
                {rival && <td className="py-1.5">{of(rival.quality)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
