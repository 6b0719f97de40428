import { searchTopKByToken } from "@/server/rest/neuronpedia/rank-by-token";
import { preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** The strongest features at each token of own text, in Neuronpedia's shape; documented in docs/api.md. */
export { searchTopKByToken as POST, preflight as OPTIONS };
