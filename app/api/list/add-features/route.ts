import { addToList } from "@/server/rest/neuronpedia/lists";
import { preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** Puts features into a list, in Neuronpedia's shape; documented in docs/api.md. */
export { addToList as POST, preflight as OPTIONS };
