import { searchExplanations } from "@/server/rest/neuronpedia/search-explanations";
import { preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** Labels of all models by words: { query }; in Neuronpedia's shape. */
export { searchExplanations as POST, preflight as OPTIONS };
