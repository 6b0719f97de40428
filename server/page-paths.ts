import { FeaturescopeError } from "@/domain/errors";
import { decodeSegment } from "@/domain/urls";
import { resolveFeature, resolveModel, resolveSae } from "./addresses";

/** First path segments of pages that are not a model's. */
const OTHER_PAGES = new Set(["", "search", "problem"]);

/**
 * Checks the path of a page before it is rendered.
 * @throws FeaturescopeError BAD_INPUT or NOT_FOUND when it names no model, SAE or feature; DATABASE
 */
export async function resolvePagePath(pathname: string): Promise<void> {
  const [model = "", sae, index, ...rest] = pathname.replace(/^\//, "").split("/").map(decodeSegment);
  if (rest.length > 0)
    throw new FeaturescopeError(
      "NOT_FOUND",
      "There is no page at this address.",
      "Feature pages have addresses of the form /model/sae/number.",
    );
  if (OTHER_PAGES.has(model)) return;
  if (sae === undefined) await resolveModel(model);
  else if (index === undefined || index === "random") await resolveSae({ model, sae });
  else await resolveFeature({ model, sae, index });
}
