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
export const loadFeature = cache(async (model: string, sae: string, index: string) => {
  try {
    return await api.feature.get({
      model: decodeSegment(model),
      sae: decodeSegment(sae),
      index: decodeSegment(index),
    });
  } catch (error) {
    // proxy.ts has refused such addresses before; this is for what was removed in between.
    const { code } = problemOf(error);
    if (code === "NOT_FOUND" || code === "BAD_INPUT") notFound();
    throw error;
  }
});
