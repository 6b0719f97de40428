import { listOwn } from "@/server/rest/neuronpedia/lists";
import { preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** The key's own lists, in Neuronpedia's shape; documented in docs/api.md. */
export { listOwn as POST, preflight as OPTIONS };
