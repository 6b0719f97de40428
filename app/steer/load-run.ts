import { cache } from "react";
import { notFoundIfMissing } from "@/app/components/not-found-if-missing";
import { decodeSegment } from "@/domain/urls";
import { api } from "@/server/caller";

/** The run of this request, read once for the page and its metadata. */
export const loadRun = cache((id: string) =>
  api.steer.get({ id: decodeSegment(id) }).catch(notFoundIfMissing),
);
