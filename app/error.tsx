"use client";

import { ProblemView } from "./components/problem-view";

/** An unforeseen error in a page. The reference is also in the server's log, beside what happened. */
export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <main className="px-4">
      <ProblemView
        kind="Error"
        message="This page could not be shown."
        hint="Try again. If it happens again, the server’s log says what went wrong."
      >
        <div className="flex flex-wrap items-center gap-3">
          <button type="button" onClick={reset} className="control control-primary">
            Try again
          </button>
          <a href="/" className="control">
            Home
          </a>
          {error.digest && <span className="font-mono text-xs text-soft">reference {error.digest}</span>}
        </div>
      </ProblemView>
    </main>
  );
}
