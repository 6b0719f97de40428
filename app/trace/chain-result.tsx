import { ProblemNote } from "@/app/components/forms/problem-note";
import { placeName, type ChainRequest } from "@/domain/chain";
import { api } from "@/server/caller";
import { problemOf } from "@/server/errors";
import { ChainView } from "./chain-view";

interface Props {
  question: ChainRequest;
  /** Names of activations that the address puts back. */
  back: readonly string[];
}

/** The necessary chain of the predicted word, and what the model says with some of it put back. */
export async function ChainResult({ question, back }: Props) {
  const found = await ask({ question, back });
  if (found.problem)
    return (
      <div className="mt-5">
        <ProblemNote problem={found.problem} />
      </div>
    );
  return <ChainView question={question} {...found} />;
}

async function ask({ question, back }: Props) {
  try {
    const answer = await api.trace.chain(question);
    const present = answer.members.map(placeName).filter((name) => back.includes(name));
    if (present.length === 0) return { answer, back: present, first: answer.without };
    const removed = answer.members
      .filter((member) => !present.includes(placeName(member)))
      .map(({ at, feature }) => ({ at, feature }));
    return { answer, back: present, first: await api.trace.rewrite({ ...question, removed }) };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}
