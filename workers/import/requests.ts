import { FeaturescopeError } from "@/domain/errors";
import { importRequest, type ImportRequest } from "@/domain/imports";

/**
 * The imports that one command asks for: one, or one for every SAE of several, such as those of a model's layers. Those
 * behind the first are of the model as the first has registered it. Throws BAD_INPUT for one name of several SAEs.
 */
export function requestsOf(
  model: string,
  { sae: saes = [], ...options }: { sae?: readonly string[] } & Readonly<Record<string, unknown>>,
): ImportRequest[] {
  if (saes.length > 1 && options.saeName !== undefined)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `--sae-name names one SAE, and ${saes.length} are given.`,
      "Leave it out, so that each is called by its site and size, or add them one by one.",
    );
  if (saes.length === 0) return [importRequest.parse({ ...options, model })];
  return saes.map((sae, place) => {
    const { name, ...others } = options;
    return importRequest.parse({ ...others, ...(place === 0 ? { name } : {}), model, sae });
  });
}
