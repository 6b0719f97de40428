import { Readable } from "node:stream";
import { cellRow, CELL_COLUMNS, type CellRow } from "@/domain/steering-cell-row";
import { restApi } from "@/server/rest/api";
import { attachment } from "@/server/rest/attachment";
import { downloadOf } from "@/server/rest/download";
import { parquetFile } from "@/server/rest/parquet";
import { answerRest, preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

interface Context {
  params: Promise<{ model: string; sae: string }>;
}

const COLUMNS = Object.keys(CELL_COLUMNS) as (keyof CellRow)[];

/** What the steering benchmark found of an SAE: all of it as JSON, its texts as CSV, JSON Lines or Parquet. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return answerRest(request, async (headers) => {
    const query = new URL(request.url).searchParams;
    const address = { ...(await params), run: query.get("run") ?? undefined };
    const api = restApi(request, headers);
    const { result } = await api.benchmark.get({ address });
    const cells = await api.benchmark.listCells({ address });
    const name = ["steering", address.model, address.sae, address.run].filter(Boolean).join("-");
    const format = query.get("format") ?? "json";
    if (format === "json") return Response.json({ ...result, cells }, { headers: attachment(name, "json") });
    const rows = cells.map(cellRow);
    if (format !== "parquet") return downloadOf(request, name, COLUMNS, rows);
    return parquetFile(name, CELL_COLUMNS, Readable.from(rows), {
      "featurescope.manifest": JSON.stringify(result.manifest),
    });
  });
}

export { preflight as OPTIONS };
