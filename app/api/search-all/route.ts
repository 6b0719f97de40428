import { searchAll } from "@/server/rest/neuronpedia/search-all";
import { preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** The strongest features of several SAEs in own text, in Neuronpedia's shape; documented in docs/api.md. */
export { searchAll as POST, preflight as OPTIONS };
