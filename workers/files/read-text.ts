import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { FeaturescopeError } from "@/domain/errors";
import { fileError } from "./file-errors";

/** A text file piece by piece, unpacked where its name ends in .gz. Throws NOT_FOUND and what else opening can meet. */
export async function* readText(file: string): AsyncGenerator<string> {
  const bytes = createReadStream(file);
  const plain = file.endsWith(".gz") ? bytes.pipe(createGunzip()) : bytes;
  bytes.on("error", (error) => plain.destroy(error));
  try {
    for await (const chunk of plain.setEncoding("utf8")) yield chunk as string;
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("Z_"))
      throw new FeaturescopeError(
        "CORRUPT_FILE",
        `${file} cannot be unpacked (${error.message}).`,
        "Fetch it again.",
      );
    throw fileError(error, file);
  }
}
