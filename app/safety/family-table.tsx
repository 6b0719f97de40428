import Link from "next/link";
import { safetyUrl } from "@/domain/urls";
import type { SafetyProbeSummary } from "@/server/procedures/safety/queries";
import type { ShownFamily } from "@/server/procedures/safety/browse-safety";

const STEERING = {
  open: "",
  "signed-in": "steered with by signed-in people only",
  refused: "not steered with",
};

interface Props {
  families: readonly ShownFamily[];
  probes: readonly SafetyProbeSummary[];
  chosen: SafetyProbeSummary | null;
}

/** Families by SAE: how many features are listed, and how many of them reviewers have confirmed and rejected. */
export function FamilyTable({ families, probes, chosen }: Props) {
  const saes = [...new Set(probes.map(({ model, sae }) => `${model}/${sae}`))];
  const find = (name: string, family: string) =>
    probes.find((probe) => `${probe.model}/${probe.sae}` === name && probe.family === family);
  return (
    <div className="mt-5 overflow-x-auto" tabIndex={0} role="region" aria-label="Families">
      <table className="w-full text-[13px]">
        <thead className="text-left text-xs text-soft">
          <tr>
            <th scope="col" className="py-1.5 pr-4 font-normal">
              family
            </th>
            {saes.map((name) => (
              <th key={name} scope="col" className="py-1.5 pr-4 font-normal">
                {/* a name is not broken at its hyphens, where a phone would cut it off */}
                {name.replace(/\/.*/, " › ")}
                <span className="whitespace-nowrap">{name.replace(/.*\//, "")}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {families.map(({ slug, name, about, steering }) => (
            <tr key={slug} className="border-t border-line align-top">
              <th scope="row" className="min-w-44 py-2 pr-4 text-left font-normal">
                <span className="font-medium">{name}</span>
                <span className="block text-xs text-soft">{about}</span>
                {steering !== "open" && (
                  <span className="block text-xs text-bad">Confirmed features: {STEERING[steering]}</span>
                )}
              </th>
              {saes.map((at) => {
                const probe = find(at, slug);
                return (
                  <td key={at} className="min-w-28 py-2 pr-4 tabular-nums">
                    {probe === undefined ? (
                      <span className="text-soft">not looked at</span>
                    ) : probe.listed === 0 ? (
                      <span className="text-soft">none</span>
                    ) : (
                      <>
                        <Link
                          href={safetyUrl({ model: probe.model, sae: probe.sae, family: slug })}
                          className="link"
                          prefetch={false}
                          aria-current={probe === chosen ? "true" : undefined}
                          aria-label={`${name} in ${at}: ${probe.listed} listed`}
                        >
                          {probe.listed} listed
                        </Link>
                        <span className="block text-xs text-soft">
                          {probe.confirmed} confirmed, {probe.rejected} rejected
                        </span>
                      </>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
