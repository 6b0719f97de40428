import type { ReactNode } from "react";

interface Props {
  /** What kind of problem, in a word or two. */
  kind: string;
  message: string;
  hint: string;
  children?: ReactNode;
}

/** A page that says what went wrong and what to try. */
export function ProblemView({ kind, message, hint, children }: Props) {
  return (
    <div className="mx-auto max-w-[640px] pt-8 sm:pt-16">
      <p className="font-medium text-bad">{kind}</p>
      <h1 className="mt-1">{message}</h1>
      <p className="mt-3 text-base text-soft">{hint}</p>
      <div className="mt-7">{children}</div>
    </div>
  );
}
