import {
  DASHBOARD_COLUMNS,
  DASHBOARD_TABLES,
  type DashboardTable,
  type TableRow,
} from "@/domain/dashboard-tables";
import { FeaturescopeError } from "@/domain/errors";
import type { SaeAddress } from "@/domain/urls";
import { countViewer, LIMITS } from "@/server/platform/access/rate-limit";
import { viewerOf } from "@/server/platform/auth/viewer-of";
import { restApi } from "@/server/rest/api";
import { parquetFile } from "@/server/rest/parquet";
import { answerRest, preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

interface Context {
  params: Promise<{ model: string; sae: string }>;
}

/** Features, examples or passages of an SAE as a Parquet file; documented in docs/api.md. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return answerRest(request, async (headers) => {
    const address = await params;
    const asked = new URL(request.url).searchParams.get("table") ?? "features";
    const table = DASHBOARD_TABLES.find((name) => name === asked);
    if (!table)
      throw new FeaturescopeError(
        "BAD_INPUT",
        "There is no such table.",
        `Ask for table=${DASHBOARD_TABLES.join(", table=")}.`,
      );
    const api = restApi(request, headers);
    const { sae } = await api.sae.get({ address, browse: {} });
    await countViewer(LIMITS.compute, await viewerOf(request.headers));
    return parquetFile(
      `${address.model}-${address.sae}-${table}`,
      DASHBOARD_COLUMNS[table],
      rowsOf(restApi(request, headers, { counted: false }), address, table),
      {
        "featurescope.model": `${address.model} ${sae.model.weightsSha256}`,
        "featurescope.sae": `${address.sae} ${sae.weightsSha256}`,
        "featurescope.corpus": `${sae.corpus?.slug ?? ""} ${sae.corpus?.sha256 ?? ""}`,
        "featurescope.state": sae.collection?.state ?? "nothing computed",
      },
    );
  });
}

async function* rowsOf(
  api: ReturnType<typeof restApi>,
  address: SaeAddress,
  table: DashboardTable,
): AsyncGenerator<TableRow> {
  for (let from: number | null = 0; from !== null;) {
    const block: { rows: TableRow[]; next: number | null } = await api.sae.exportBlock({
      address,
      table,
      from,
    });
    yield* block.rows;
    from = block.next;
  }
}

export { preflight as OPTIONS };
