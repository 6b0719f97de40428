import { stat } from "node:fs/promises";
import { hasCode } from "./file-errors";

/** Whether there is a file or folder. Throws what else stands in the way of looking. */
export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return false;
    throw error;
  }
}
