import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the checkout, without a slash at its end; for what runs on Node. */
export const PROJECT_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
