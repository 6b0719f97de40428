"use client";

import { useRouter } from "next/navigation";
import { useCall } from "./use-call";

/** A change after which the page is read again; also after a refusal, which may mean that it is out of date. */
export function useChange<Arguments extends unknown[]>(action: (...values: Arguments) => Promise<unknown>) {
  const router = useRouter();
  return useCall(async (...values: Arguments) => {
    try {
      await action(...values);
    } finally {
      router.refresh();
    }
  });
}
