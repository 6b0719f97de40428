import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { curated, type Curated } from "@/domain/curated";
import { log } from "@/telemetry/log";

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** What has been chosen to be shown of a model; null where nothing has, or the file cannot be used. */
export async function readCurated(model: string): Promise<Curated | null> {
  if (!NAME.test(model)) return null;
  const path = join(process.cwd(), "models", model, "curated.json");
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const parsed = curated.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  // the first page is worth more than what was chosen for it
  log.error(
    `${path} is left out: ${parsed.error.issues[0]?.path.join(".")} ${parsed.error.issues[0]?.message}`,
  );
  return null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
