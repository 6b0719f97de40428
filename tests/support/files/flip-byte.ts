import { readFile, writeFile } from "node:fs/promises";

/** Changes one bit of a byte in the middle of a file, and back when called again. */
export async function flipByte(path: string): Promise<void> {
  const bytes = await readFile(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  await writeFile(path, bytes);
}
