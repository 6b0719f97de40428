import { listCatalogue } from "../../platform/access/catalogue";
import { procedureFor } from "../../trpc";
import { findRates, findTrainable } from "./queries";

/** What can be chosen for a run: models with their texts, and how fast earlier runs were. */
export const describeForm = procedureFor("admin").query(async () => {
  const ids = (await listCatalogue()).map(({ id }) => id);
  const [models, rates] = await Promise.all([findTrainable(ids), findRates()]);
  return { models, rates };
});
