import type { Metadata } from "next";
import Link from "next/link";
import { ProblemView } from "@/app/components/problem-view";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { familySlug, MOST_LISTED } from "@/domain/safety";
import { formatCounted } from "@/domain/format";
import { safetyUrl } from "@/domain/urls";
import { api } from "@/server/caller";
import { problemOf } from "@/server/errors";
import { FamilyTable } from "./family-table";
import { LimitForm } from "./limit-form";
import { ListedFeatures } from "./listed-features";

export const metadata: Metadata = {
  title: "Safety",
  description: "Features that may matter for safety, why each is listed, and what reviewers say of it.",
};

/** Which features are listed for a family of safety-relevant ones, and why: `?in=model/sae&family=secrecy&after=20` */
export default async function SafetyPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = singleValues(await searchParams);
  const { families, probes, mayJudge, mayLimit } = await api.safety.browse();
  const [model = "", sae = ""] = (params.in ?? "").split("/");
  const asked = familySlug.safeParse(params.family).data;
  const chosen =
    asked && probes.find((probe) => probe.model === model && probe.sae === sae && probe.family === asked);
  const family = families.find(({ slug }) => slug === asked);
  const after = Math.max(0, Math.min(MOST_LISTED, Math.floor(Number(params.after ?? 0)) || 0));
  // of an SAE that is not listed for this reader, but may be opened by its address
  const found =
    asked && params.in !== undefined
      ? await api.safety.features({ model, sae, family: asked, after }).catch(problemOf)
      : null;
  return (
    <Shell>
      <h1>Safety</h1>
      <p className="mt-1 max-w-[76ch] text-soft">
        Features that may matter for safety, found by lists of words: at and around the peaks of their
        strongest examples, in the topics of the passages, among the tokens they promote and in their label.
        To be listed is no verdict. It says where to look; reviewers confirm or reject.
      </p>
      {probes.length === 0 ? (
        <p className="mt-5 border-y border-line py-4 text-soft">
          No SAE has been looked through yet. It happens by itself once labels are written.
        </p>
      ) : (
        <FamilyTable families={families} probes={probes} chosen={chosen ?? null} />
      )}
      {found && family && (
        <section className="mt-7" aria-labelledby="listed-title">
          {"features" in found ? (
            <>
              <h2 id="listed-title" className="text-lg font-semibold tracking-tight">
                {family.name} in {model} › {sae}
              </h2>
              <p className="mt-1 max-w-[76ch] text-soft">
                {family.about}{" "}
                {chosen &&
                  `${formatCounted(chosen.counts.looked, "active feature")} looked at: ${formatCounted(
                    chosen.listed,
                    "is listed",
                    "are listed",
                  )}${
                    chosen.counts.met > chosen.listed
                      ? `, the best supported of ${chosen.counts.met.toLocaleString("en")} that met the rule`
                      : ""
                  }. Not shown: ${(chosen.counts.some - chosen.listed).toLocaleString("en")} with some word of the family, too few to be listed, and ${(
                    chosen.counts.looked - chosen.counts.some
                  ).toLocaleString(
                    "en",
                  )} with none. What has none of the words is not found, whatever it does.`}
              </p>
              {mayLimit && <LimitForm key={family.slug} family={family} />}
              <ListedFeatures features={found.features} family={family.slug} mayJudge={mayJudge} />
              <nav aria-label="Pages" className="mt-3 flex gap-2">
                {after > 0 && (
                  <Link
                    href={safetyUrl({ model, sae, family: family.slug })}
                    className="control"
                    prefetch={false}
                  >
                    First
                  </Link>
                )}
                {found.next !== null && (
                  <Link
                    href={safetyUrl({ model, sae, family: family.slug }, found.next)}
                    className="control"
                    prefetch={false}
                    data-shortcut="j"
                  >
                    Next
                  </Link>
                )}
              </nav>
            </>
          ) : (
            <ProblemView kind="Safety" message={found.message} hint={found.hint} />
          )}
        </section>
      )}
    </Shell>
  );
}
