import { findImports } from "../../queries/imports";
import { procedureFor } from "../../trpc";

const SHOWN = 20;

/** Imports of models and SAEs, the latest first. */
export const listImports = procedureFor("admin").query(() => findImports(SHOWN));
