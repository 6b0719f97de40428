import { notFound } from "next/navigation";
import { cache } from "react";
import { decodeSegment } from "@/domain/urls";
import { api } from "@/server/caller";
import { problemOf } from "@/server/errors";

export interface FeatureParams {
  model: string;
  sae: string;
  index: string;
}

/** The feature of this request, read once for the page and its metadata. */
export const loadFeature = cache((model: string, sae: string, index: string) =>
  orNotFound(() => api.feature.get(addressOf(model, sae, index))),
);

/** Its labels, the best first. */
export const loadLabels = cache((model: string, sae: string, index: string) =>
  orNotFound(() => api.label.list(addressOf(model, sae, index))),
);

function addressOf(model: string, sae: string, index: string): FeatureParams {
  return { model: decodeSegment(model), sae: decodeSegment(sae), index: decodeSegment(index) };
}

async function orNotFound<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    // proxy.ts has refused such addresses before; this is for what was removed in between.
    const { code } = problemOf(error);
    if (code === "NOT_FOUND" || code === "BAD_INPUT") notFound();
    throw error;
  }
}
