"use client";

import { ChoiceField } from "@/app/components/forms/choice-field";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { useChange } from "@/app/components/forms/use-change";
import { server } from "@/app/trpc/client";
import { STEERING_LIMIT_KINDS, type SteeringLimitKind } from "@/domain/safety";
import type { ShownFamily } from "@/server/procedures/safety/browse-safety";

const KINDS: Record<SteeringLimitKind, string> = {
  open: "for everybody",
  "signed-in": "for signed-in people only",
  refused: "for nobody",
};

/** How an administrator limits steering with a family's confirmed features. */
export function LimitForm({ family }: { family: ShownFamily }) {
  const { run, busy, problem } = useChange((steering: SteeringLimitKind) =>
    server.safety.limit.mutate({ family: family.slug, steering }),
  );
  return (
    <div className="mt-3 max-w-90">
      <ChoiceField
        label="Steering with confirmed features of this family"
        hint="Confirmed is what more reviewers have confirmed than rejected."
        options={STEERING_LIMIT_KINDS.map((value) => ({ value, name: KINDS[value] }))}
        value={family.steering}
        disabled={busy}
        onChoose={(steering) => void run(steering)}
      />
      <ProblemNote problem={problem} />
    </div>
  );
}
