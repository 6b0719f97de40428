import { activateTexts } from "@/server/rest/neuronpedia/activate-texts";
import { preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** A feature on own text, in Neuronpedia's shape; documented in docs/api.md. */
export { activateTexts as POST, preflight as OPTIONS };
