import { listOwnVectors } from "@/server/rest/neuronpedia/vectors";
import { preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** The steering vectors of an account, in Neuronpedia's shape; documented in docs/api.md. */
export { listOwnVectors as POST, preflight as OPTIONS };
