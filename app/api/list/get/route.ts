import { readList } from "@/server/rest/neuronpedia/lists";
import { preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** A list with its features, in Neuronpedia's shape; documented in docs/api.md. */
export { readList as POST, preflight as OPTIONS };
