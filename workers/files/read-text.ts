import { StringDecoder } from "node:string_decoder";
import { unpackedBytes } from "./unpack";

/** A text file piece by piece, unpacked where it is packed. Throws NOT_FOUND, CORRUPT_FILE, and what else opening can meet. */
export async function* readTextFile(file: string): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  for await (const chunk of unpackedBytes(file)) yield decoder.write(Buffer.from(chunk));
  yield decoder.end();
}
