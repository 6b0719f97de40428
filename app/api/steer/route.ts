import { preflight } from "@/server/rest/respond";
import { steerText } from "@/server/rest/neuronpedia/steer";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** A steered and a default text, in Neuronpedia's shape; documented in docs/api.md. */
export { steerText as POST, preflight as OPTIONS };
