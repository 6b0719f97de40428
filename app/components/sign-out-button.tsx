"use client";

import { server } from "@/app/trpc/client";
import { useCall } from "./forms/use-call";

export function SignOutButton() {
  const { run, busy } = useCall(async () => {
    await server.account.signOut.mutate();
    window.location.assign("/");
  });
  return (
    <button type="button" className="control" disabled={busy} onClick={() => void run()}>
      Sign out
    </button>
  );
}
