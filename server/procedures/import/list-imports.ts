import { procedureFor } from "../../trpc";
import { findImports } from "./queries";

const SHOWN = 20;

/** Imports of models and SAEs, the latest first. */
export const listImports = procedureFor("admin").query(() => findImports(SHOWN));
