import { makeSourceSet } from "@/server/rest/neuronpedia/source-sets";
import { preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** Where Neuronpedia's clients make a set of SAEs; documented in docs/api.md. */
export { makeSourceSet as POST, preflight as OPTIONS };
