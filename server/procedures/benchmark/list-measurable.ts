import { listCatalogue } from "../../platform/access/catalogue";
import { mayAdminister } from "../../platform/access/rules";
import { publicProcedure } from "../../trpc";

/** SAEs that the viewer may have measured: every complete one for administrators, none for others. */
export const listMeasurable = publicProcedure.query(async () => {
  if (!mayAdminister()) return [];
  return (await listCatalogue()).flatMap(({ id: model, saes }) =>
    saes.flatMap(({ slug, collection }) => (collection?.state === "done" ? [{ model, sae: slug }] : [])),
  );
});
