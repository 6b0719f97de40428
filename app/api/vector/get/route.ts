import { findOwnVector } from "@/server/rest/neuronpedia/vectors";
import { preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** Where Neuronpedia's clients read a steering vector; documented in docs/api.md. */
export { findOwnVector as POST, preflight as OPTIONS };
