"use client";

import Link from "next/link";
import { useState, type ReactNode } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { LISTS_URL, listUrl, type FeatureAddress } from "@/domain/urls";

interface Keeping {
  bookmarked: boolean;
  lists: { id: string; title: string; holds: boolean }[];
}

/** Marks the feature, or puts it into one of one's lists; what there is comes with the first press. */
export function KeepButton({ address }: { address: FeatureAddress }) {
  const [keeping, setKeeping] = useState<Keeping | null>(null);
  const [open, setOpen] = useState(false);
  const feature = { ...address, index: String(address.index) };
  const load = async () => setKeeping(await server.bookmark.keeping.query(feature));
  const opening = useCall(async () => {
    if (!open) await load();
    setOpen(!open);
  });
  const change = useCall(async (action: () => Promise<unknown>) => {
    await action();
    await load();
  });
  return (
    <div className="relative">
      <button
        type="button"
        className="control"
        aria-expanded={open}
        disabled={opening.busy}
        onClick={() => void opening.run()}
      >
        Keep
      </button>
      {open && keeping && (
        <div className="card absolute right-0 z-10 mt-1 max-h-80 w-64 space-y-1 overflow-auto shadow-lg">
          <Choice
            checked={keeping.bookmarked}
            disabled={change.busy}
            onChange={(marked) => void change.run(() => server.bookmark.set.mutate({ ...feature, marked }))}
          >
            Bookmark
          </Choice>
          {keeping.lists.map(({ id, title, holds }) => (
            <Choice
              key={id}
              checked={holds}
              disabled={change.busy}
              onChange={(member) =>
                void change.run(() => server.list.setMember.mutate({ id, feature, member }))
              }
            >
              <Link href={listUrl(id)} prefetch={false} className="hover:text-accent">
                <bdi>{title}</bdi>
              </Link>
            </Choice>
          ))}
          <p className="border-t border-line pt-2">
            <button
              type="button"
              className="link"
              disabled={change.busy}
              onClick={() =>
                void change.run(() =>
                  server.list.create.mutate({ title: `From ${address.sae} ${address.index}`, feature }),
                )
              }
            >
              Begin a list with it
            </button>{" "}
            ·{" "}
            <Link href={LISTS_URL} className="link" prefetch={false}>
              Lists
            </Link>
          </p>
          <ProblemNote problem={change.problem} />
        </div>
      )}
      <ProblemNote problem={opening.problem} />
    </div>
  );
}

interface ChoiceProps {
  checked: boolean;
  disabled: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}

function Choice({ checked, disabled, onChange, children }: ChoiceProps) {
  return (
    <label className="flex min-h-8 items-center gap-2 [overflow-wrap:anywhere]">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className="min-w-0">{children}</span>
    </label>
  );
}
