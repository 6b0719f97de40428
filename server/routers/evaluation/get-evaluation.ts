import { readEvaluation } from "../../evaluation/read-evaluation";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";

/** How good an SAE is: its figures beside those of its controls, and null for what has not been measured. */
export const getEvaluation = publicProcedure
  .input(saeAddress)
  .query(({ input: { model, sae } }) => readEvaluation({ model, sae }));
