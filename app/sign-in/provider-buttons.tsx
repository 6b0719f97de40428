"use client";

import { ProblemNote } from "@/app/components/forms/problem-note";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";

interface Props {
  providers: readonly { id: string; name: string }[];
  next: string;
}

/** Ways to sign in with an account elsewhere; nothing where none is configured. */
export function ProviderButtons({ providers, next }: Props) {
  const { run, busy, problem } = useCall(async (provider: string) => {
    const { url } = await server.account.signInWith.mutate({ provider, next });
    window.location.assign(url);
  });
  if (providers.length === 0) return null;
  return (
    <div className="mt-5 space-y-2 border-t border-line pt-5">
      {providers.map(({ id, name }) => (
        <button
          key={id}
          type="button"
          disabled={busy}
          className="control w-full"
          onClick={() => void run(id)}
        >
          Sign in with {name}
        </button>
      ))}
      <ProblemNote problem={problem} />
    </div>
  );
}
