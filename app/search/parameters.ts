import type { SaeAddress } from "@/domain/urls";
import type { CatalogueModel } from "@/server/procedures/catalogue/queries";

const MOST_TOKENS = 4096;

/** Chosen positions as an address has them, "3.4.17"; what makes no sense is left out. */
export function readPositions(text: string | undefined): number[] {
  return (text ?? "")
    .split(".")
    .slice(0, MOST_TOKENS)
    .filter((part) => /^\d{1,6}$/.test(part))
    .map(Number);
}

/**
 * The SAE that reads a text: the one chosen, the one that the reader came from, or the first that has been collected.
 * Null when the chosen one is not here, or there is none.
 */
export function chooseReader(
  models: readonly CatalogueModel[],
  { reader, in: within }: Record<string, string | undefined>,
): SaeAddress | null {
  const saes = models.flatMap((model) =>
    model.saes.map((sae) => ({ model: model.id, sae: sae.slug, collection: sae.collection })),
  );
  const find = (name: string | undefined) => saes.find(({ model, sae }) => `${model}/${sae}` === name);
  const chosen = reader
    ? find(reader)
    : (find(within) ?? saes.find(({ collection }) => collection?.state === "done") ?? saes[0]);
  return chosen ? { model: chosen.model, sae: chosen.sae } : null;
}
