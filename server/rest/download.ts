import { csvRow, type CsvValue } from "@/domain/csv";
import { FeaturescopeError } from "@/domain/errors";
import { attachment } from "./attachment";

/**
 * Rows as a file to keep: CSV, or JSON Lines.
 * @throws FeaturescopeError BAD_INPUT for another format
 */
export function downloadOf<Row extends Record<string, CsvValue>>(
  request: Request,
  name: string,
  columns: readonly (keyof Row & string)[],
  rows: readonly Row[],
): Response {
  const format = new URL(request.url).searchParams.get("format") ?? "csv";
  if (format !== "csv" && format !== "jsonl")
    throw new FeaturescopeError(
      "BAD_INPUT",
      "There is no such format.",
      "Ask for format=csv or format=jsonl.",
    );
  const body =
    format === "csv"
      ? csvRow(columns) + rows.map((row) => csvRow(columns.map((column) => row[column] ?? null))).join("")
      : rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  return new Response(body, {
    headers: {
      "content-type": format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8",
      ...attachment(name, format),
    },
  });
}
