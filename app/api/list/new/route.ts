import { makeList } from "@/server/rest/neuronpedia/lists";
import { preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** Begins a list, in Neuronpedia's shape; documented in docs/api.md. */
export { makeList as POST, preflight as OPTIONS };
