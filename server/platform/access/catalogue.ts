import { setTimeout as sleep } from "node:timers/promises";
import { readWholeCatalogue, type CatalogueModel } from "../../procedures/catalogue/queries";
import { mayList, maySee } from "./rules";

/**
 * Models and SAEs as the viewer may know them. The catalogue is small and asked for by every page, so it is kept for a
 * moment, whole, and cut to the viewer at each use; a name that is not in it is looked up afresh before it is refused.
 */

const FRESH_MS = 1_000;
const MISSES_FRESH_MS = 250;

interface Kept {
  /** When it was asked for: what was written while the database answered may not be in it. */
  at: number;
  models: CatalogueModel[];
}
/** On globalThis because proxy and pages are separate bundles in one process. */
const KEPT = Symbol.for("featurescope.catalogue");
const kept = globalThis as { [KEPT]?: Kept | undefined };

async function wholeCatalogue(maxAgeMs: number): Promise<CatalogueModel[]> {
  const last = kept[KEPT];
  if (last && Date.now() - last.at < maxAgeMs) return last.models;
  const at = Date.now();
  const models = await readWholeCatalogue();
  // of two that were asked for at once the slower may be the older
  if (at >= (kept[KEPT]?.at ?? 0)) kept[KEPT] = { at, models };
  return models;
}

type Rule = typeof maySee;

function cut(models: readonly CatalogueModel[], rule: Rule): CatalogueModel[] {
  return models
    .filter((model) => rule(model))
    .map((model) => ({ ...model, saes: model.saes.filter((sae) => rule(sae)) }));
}

/** What is listed for the viewer, as it is now. */
export async function listCatalogue(): Promise<CatalogueModel[]> {
  return cut(await wholeCatalogue(0), mayList);
}

/** Ids of the SAEs that search, maps and random picks across SAEs may show the viewer. */
export async function listedSaeIds(): Promise<number[]> {
  return idsOf(cut(await wholeCatalogue(FRESH_MS), mayList));
}

/** Ids of the SAEs that the viewer may open. */
export async function reachableSaeIds(): Promise<number[]> {
  return idsOf(cut(await wholeCatalogue(FRESH_MS), maySee));
}

/** What `look` finds among everything that the viewer may open by address, or finds after looking afresh. */
export async function reachableCatalogue<Found>(
  look: (models: CatalogueModel[]) => Found | undefined,
): Promise<Found | undefined> {
  return (
    look(cut(await wholeCatalogue(FRESH_MS), maySee)) ??
    look(cut(await wholeCatalogue(MISSES_FRESH_MS), maySee))
  );
}

/**
 * For the code that has changed who may see what: resolves once no process that serves pages answers by the catalogue
 * of before.
 */
export async function outdateCatalogue(): Promise<void> {
  kept[KEPT] = undefined;
  await sleep(FRESH_MS);
}

function idsOf(models: readonly CatalogueModel[]): number[] {
  return models.flatMap((model) => model.saes.map(({ id }) => id));
}
