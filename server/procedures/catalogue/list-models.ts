import { listCatalogue } from "../../platform/access/catalogue";
import { publicProcedure } from "../../trpc";

/** Every model and SAE here, with the progress of each. */
export const listModels = publicProcedure.query(() => listCatalogue());
