import { deleteOwnVector } from "@/server/rest/neuronpedia/vectors";
import { preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** Where Neuronpedia's clients delete a steering vector; documented in docs/api.md. */
export { deleteOwnVector as POST, preflight as OPTIONS };
