import { notFound } from "next/navigation";
import { cache } from "react";
import { decodeSegment } from "@/domain/urls";
import { api } from "@/server/caller";
import { problemOf } from "@/server/errors";

/** The run of this request, read once for the page and its metadata. */
export const loadRun = cache(async (id: string) => {
  try {
    return await api.steer.get({ id: decodeSegment(id) });
  } catch (error) {
    // proxy.ts has refused such addresses before; this is for what was removed in between.
    if (problemOf(error).code === "NOT_FOUND") notFound();
    throw error;
  }
});
