import { basename } from "node:path";
import type { ImportRequest } from "@/domain/imports";

/** What people call the model: the name that is asked for, or that of its folder or file. */
export const modelTitle = ({ name, model }: Pick<ImportRequest, "name" | "model">): string =>
  name ?? basename(model.replace(/@.*$/, "")).replace(/\.gguf$/i, "");
