import type { Metadata } from "next";
import { connection } from "next/server";
import { ProblemView } from "@/app/components/problem-view";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { hasRole } from "@/domain/accounts";
import type { SaeAddress } from "@/domain/urls";
import { api, pageViewer } from "@/server/caller";
import { problemOf } from "@/server/errors";
import { TwinBoard } from "./twin-board";
import { TwinGame } from "./twin-game";

export const metadata: Metadata = { title: "Twin quiz", robots: { index: false } };

/** Two neighbours' labels and a passage, and how well each labeller's labels are told apart. */
export default async function TwinsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await connection();
  const params = singleValues(await searchParams);
  const within = saeOf(params.in);
  const { user } = await pageViewer();
  const start = await load(within);
  return (
    <Shell within={within}>
      {start.problem ? (
        <ProblemView kind="No quiz" message={start.problem.message} hint={start.problem.hint} />
      ) : (
        <div className="mx-auto max-w-[760px]">
          <h1>Which of two?</h1>
          <p className="mt-2 text-soft">
            These are labels of two features that occur in like contexts. The text is an example of one of
            them and not of the other; neither label was written from it. Which label does it go with?
          </p>
          {start.question ? (
            <TwinGame
              first={start.question}
              within={within ?? null}
              records={hasRole(user?.role ?? "reader", "annotator")}
            />
          ) : (
            <p className="mt-4">
              There is nothing to ask yet: it takes features with labels whose contexts have been compared.
            </p>
          )}
          <TwinBoard lines={start.board} />
        </div>
      )}
    </Shell>
  );
}

async function load(within: SaeAddress | undefined) {
  try {
    const [question, board] = await Promise.all([
      api.label.twin({ within }),
      api.label.twinBoard({ within }),
    ]);
    return { question, board, problem: null };
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code === "INTERNAL") throw error;
    return { problem };
  }
}

function saeOf(text: string | undefined): SaeAddress | undefined {
  const [model, sae, ...rest] = (text ?? "").split("/");
  return model && sae && rest.length === 0 ? { model, sae } : undefined;
}
