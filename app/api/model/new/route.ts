import { makeModel } from "@/server/rest/neuronpedia/models";
import { preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** Where Neuronpedia's clients make a model; documented in docs/api.md. */
export { makeModel as POST, preflight as OPTIONS };
