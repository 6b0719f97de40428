/**
 * Cells of a benchmark under way, a line of JSON for each feature, so that one that is broken off goes on where it was. The
 * first line says whose cells they are.
 */
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { benchmarkCell } from "@/domain/steering-benchmark";
import { writeFileAtomically } from "../../files/atomic-file";
import { hasCode } from "../../files/file-errors";

const head = z.object({ manifest: z.string() });
const measured = z.object({
  feature: z.number().int(),
  /** What it was called then: the prefix arm asks for that. */
  label: z.string().nullable(),
  cells: z.array(benchmarkCell),
  /** Tokens of its unedited texts, prompt and all, and where what was written begins. */
  plain: z.array(z.object({ ids: z.array(z.number().int()), from: z.number().int() })),
});
/** All of one feature. */
export type MeasuredFeature = z.infer<typeof measured>;

export class CellLog {
  private constructor(
    private readonly path: string,
    /** By feature. */
    readonly measured: ReadonlyMap<number, MeasuredFeature>,
  ) {}

  /**
   * Opens a log, and begins it anew where it is another benchmark's. A last line that was broken off is dropped.
   * @param manifest hash of what the benchmark is
   */
  static async open(path: string, manifest: string): Promise<CellLog> {
    const lines = (await readIfThere(path)).split("\n").slice(0, -1);
    const found = new Map<number, MeasuredFeature>();
    const begun = lines[0] !== undefined && parseLine(head, lines[0])?.manifest === manifest;
    if (begun)
      for (const text of lines.slice(1)) {
        const entry = parseLine(measured, text);
        if (entry) found.set(entry.feature, entry);
      }
    await mkdir(dirname(path), { recursive: true });
    const kept = [...found.values()].map((entry) => JSON.stringify(entry));
    await writeFileAtomically(path, (file) =>
      file.writeFile([JSON.stringify({ manifest }), ...kept].map((text) => `${text}\n`).join("")),
    );
    return new CellLog(path, found);
  }

  async add(entry: MeasuredFeature): Promise<void> {
    await appendFile(this.path, `${JSON.stringify(entry)}\n`);
  }
}

function parseLine<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // a process was killed while it wrote this line
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return "";
    throw error;
  }
}
