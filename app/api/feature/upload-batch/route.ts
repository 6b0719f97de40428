import { uploadFeatures } from "@/server/rest/neuronpedia/models";
import { preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** Where Neuronpedia's clients send features; documented in docs/api.md. */
export { uploadFeatures as POST, preflight as OPTIONS };
