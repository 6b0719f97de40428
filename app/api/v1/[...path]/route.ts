import { handleRest } from "@/server/rest/handle";
import { preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** The REST API; what it has is in server/rest/operations.ts, and for readers at /api-docs. */
export {
  handleRest as GET,
  handleRest as HEAD,
  handleRest as POST,
  handleRest as PUT,
  handleRest as PATCH,
  handleRest as DELETE,
  preflight as OPTIONS,
};
