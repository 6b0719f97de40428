import { listCatalogue } from "../../platform/access/catalogue";
import { publicProcedure } from "../../trpc";
import { readFeatureDashboard } from "./feature-dashboard";
import { findRandomFeature } from "./queries";

const SHOWN_EXAMPLES = 5;

/** A feature worth looking at with its strongest examples, from any SAE; null while nothing has been collected. */
export const showRandomFeature = publicProcedure.query(async () => {
  const addresses = (await listCatalogue()).flatMap((model) =>
    model.saes
      .filter((sae) => (sae.collection?.featuresActive ?? 0) > 0)
      .map((sae) => ({ model: model.id, sae: sae.slug })),
  );
  const address = addresses[Math.floor(Math.random() * addresses.length)];
  const index = address ? await findRandomFeature(address) : null;
  const dashboard = address && index !== null ? await readFeatureDashboard({ ...address, index }) : null;
  if (!dashboard?.statistics) return null;
  const { density, max, promoted } = dashboard.statistics;
  return {
    address: dashboard.address,
    label: dashboard.label,
    density,
    max,
    promoted: promoted.slice(0, SHOWN_EXAMPLES),
    examples: dashboard.top.slice(0, SHOWN_EXAMPLES),
  };
});
