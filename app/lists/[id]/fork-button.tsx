"use client";

import { useRouter } from "next/navigation";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { listUrl } from "@/domain/urls";

export function ForkButton({ id }: { id: string }) {
  const router = useRouter();
  const { run, busy, problem } = useCall(async () => {
    const copy = await server.list.fork.mutate({ id });
    router.push(listUrl(copy.id));
  });
  return (
    <>
      <button type="button" className="control" disabled={busy} onClick={() => void run()}>
        Copy to my lists
      </button>
      <ProblemNote problem={problem} />
    </>
  );
}
