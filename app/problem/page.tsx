import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { runAs, type Viewer } from "@/server/platform/access/viewer";
import { api, pageViewer, publicViewer } from "@/server/caller";
import { isEmbedded } from "@/server/content-security-policy";
import { problemOf, type Problem } from "@/server/errors";
import { resolvePagePath } from "@/server/page-paths";
import { CatalogueLinks } from "../components/catalogue-links";
import { ProblemView } from "../components/problem-view";
import { Shell } from "../components/shell";
import { EmbedFrame } from "../embed/frame";

export const metadata: Metadata = { title: "Not found", robots: { index: false } };

/** What proxy.ts shows, with the right status, in place of a page whose address names nothing. */
export default async function ProblemPage() {
  const path = (await headers()).get("x-featurescope-path") ?? "/";
  const problem = await problemWith(path, await (isEmbedded(path) ? publicViewer() : pageViewer()));
  const reachable = problem.code !== "DATABASE";
  if (isEmbedded(path))
    return (
      <EmbedFrame href="/" theme={null} title={problem.message}>
        <p className="mt-1 text-soft">{problem.hint}</p>
      </EmbedFrame>
    );
  return (
    <Shell>
      <ProblemView kind={kindOf(problem)} message={problem.message} hint={problem.hint}>
        {reachable && (
          <>
            <h2 className="mb-2 font-semibold">What is here</h2>
            <CatalogueLinks models={await api.catalogue.list()} />
          </>
        )}
        <Link href="/" className="control mt-6">
          {reachable ? "Home" : "Try again"}
        </Link>
      </ProblemView>
    </Shell>
  );
}

async function problemWith(path: string, viewer: Viewer): Promise<Problem> {
  try {
    await runAs(viewer, () => resolvePagePath(path));
  } catch (error) {
    return problemOf(error);
  }
  return {
    code: "NOT_FOUND",
    status: 404,
    message: "There is no page at this address.",
    hint: "Feature pages have addresses of the form /model/sae/number.",
  };
}

function kindOf({ code }: Problem): string {
  if (code === "DATABASE") return "Database away";
  if (code === "FORBIDDEN") return "Not for this account";
  return code === "BAD_INPUT" ? "Not a feature number" : "Not found";
}
