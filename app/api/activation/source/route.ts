import { activateSource } from "@/server/rest/neuronpedia/activate-source";
import { preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** All features that own text turns on, in Neuronpedia's shape; documented in docs/api.md. */
export { activateSource as POST, preflight as OPTIONS };
