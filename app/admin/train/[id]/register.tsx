"use client";

import Link from "next/link";
import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { TextField } from "@/app/components/forms/text-field";
import { server } from "@/app/trpc/client";
import { saeUrl } from "@/domain/urls";
import type { TrainingStatus } from "@/server/procedures/training/queries";
import { useChange } from "@/app/components/forms/use-change";

/** From a trained SAE to pages: a name for it, and once it is registered the way there. */
export function Register({ run }: { run: TrainingStatus }) {
  const { id, request, options, sae, registering } = run;
  const layer = /\d+/.exec(options.hookName)?.[0] ?? "";
  const [name, setName] = useState(`${layer}-trained-${options.features}`);
  const register = useChange(() => server.training.register.mutate({ id, name }));
  const working = registering?.state === "queued" || registering?.state === "running";
  return (
    <section className="mt-6 max-w-[36rem] space-y-3" aria-labelledby="register-title">
      <h2 id="register-title" className="font-semibold">
        Pages
      </h2>
      {sae !== null ? (
        <p>
          Registered as{" "}
          <Link href={saeUrl({ model: request.model, sae })} prefetch={false} className="link">
            {request.model}/{sae}
          </Link>
          . Its feature pages fill in as a worker reads {request.corpus}.
        </p>
      ) : working ? (
        <p role="status" className="text-soft">
          A worker is registering it.
        </p>
      ) : (
        <form
          className="space-y-3"
          onSubmit={(event) => {
            event.preventDefault();
            void register.run();
          }}
        >
          <TextField
            label="Name of the SAE"
            hint={`In addresses. Registering computes its feature pages over ${request.corpus}.`}
            required
            maxLength={120}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
          <button type="submit" className="control control-primary" disabled={register.busy}>
            Register
          </button>
        </form>
      )}
      <ProblemNote
        problem={
          register.problem ??
          (sae === null && registering?.error
            ? { message: registering.error, hint: registering.hint ?? "" }
            : null)
        }
      />
    </section>
  );
}
