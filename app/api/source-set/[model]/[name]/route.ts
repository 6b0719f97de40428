import { readSourceSet } from "@/server/rest/neuronpedia/source-sets";
import { preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** A set of SAEs, in Neuronpedia's shape; documented in docs/api.md. */
export { readSourceSet as GET, preflight as OPTIONS };
