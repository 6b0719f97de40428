/** Tables as text (RFC 4180), safe to open in a spreadsheet. */

/** Spreadsheets run what begins with one of these as a formula; an apostrophe before it makes it text again. */
const FORMULA = /^[=+\-@\t\r]/;

export type CsvValue = string | number | boolean | Date | null | readonly (string | number)[];

export function csvRow(values: readonly CsvValue[]): string {
  return `${values.map(csvCell).join(",")}\r\n`;
}

function csvCell(value: CsvValue): string {
  if (value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value instanceof Date) return value.toISOString();
  const text = typeof value === "string" ? value : value.join(" ");
  const safe = FORMULA.test(text.trimStart()) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
