import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { ProblemView } from "@/app/components/problem-view";
import { Shell } from "@/app/components/shell";
import { quizUrl, signInUrl } from "@/domain/urls";
import { api, pageViewer } from "@/server/caller";
import { problemOf } from "@/server/errors";
import { QuizForm } from "./quiz-form";

export const metadata: Metadata = { title: "Blind quiz", robots: { index: false } };

/** A label and ten pieces of text; nothing else of the feature. */
export default async function QuizPage({ params }: { params: Promise<{ id: string }> }) {
  const id = Number((await params).id);
  if (!Number.isSafeInteger(id)) notFound();
  if (!(await pageViewer()).user) redirect(signInUrl(quizUrl(id)));
  const sheet = await load(id);
  return (
    <Shell>
      {"problem" in sheet ? (
        <ProblemView kind="No quiz" message={sheet.problem.message} hint={sheet.problem.hint} />
      ) : (
        <div className="mx-auto max-w-[760px]">
          <p className="text-soft">Somebody says that a feature stands for</p>
          <h1 className="mt-1">
            <bdi>{sheet.text}</bdi>
          </h1>
          <p className="mt-2 text-soft">
            You know only this label. In which of these texts is the feature active? The active ones have a
            place somewhere in them at which it fires.
          </p>
          <QuizForm sheet={sheet} />
        </div>
      )}
    </Shell>
  );
}

async function load(id: number) {
  try {
    return await api.label.quiz({ id });
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code === "NOT_FOUND") notFound();
    if (problem.code === "INTERNAL") throw error;
    return { problem };
  }
}
