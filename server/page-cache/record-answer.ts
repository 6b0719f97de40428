import type { ServerResponse } from "node:http";

type Chunk = string | Uint8Array;

/** Of one connection, or of one answer. */
const NOT_KEPT = new Set(["connection", "date", "keep-alive", "transfer-encoding", "content-length"]);

/**
 * Keeps a copy of what is written to a response while it goes out, after compression.
 * @returns what was sent, once the response has ended; null for more than `most` bytes
 */
export function recordBody(response: ServerResponse, most: number): () => Buffer | null {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const keep = (chunk: unknown, encoding: unknown) => {
    if (typeof chunk !== "string" && !(chunk instanceof Uint8Array)) return;
    const copy = typeof chunk === "string" ? Buffer.from(chunk, encodingOf(encoding)) : Buffer.from(chunk);
    bytes += copy.length;
    if (bytes <= most) chunks.push(copy);
  };
  const write = response.write.bind(response) as (...args: unknown[]) => boolean;
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  response.write = (chunk: Chunk, ...rest: unknown[]) => {
    keep(chunk, rest[0]);
    return write(chunk, ...rest);
  };
  response.end = (...args: unknown[]) => {
    keep(args[0], args[1]);
    return end(...args);
  };
  return () => (bytes <= most ? Buffer.concat(chunks) : null);
}

/** The headers that whoever asks for the same again gets, too. */
export function recordHeaders(response: ServerResponse): [string, string | string[]][] {
  const kept: [string, string | string[]][] = [];
  for (const [name, value] of Object.entries(response.getHeaders()))
    if (value !== undefined && !NOT_KEPT.has(name))
      kept.push([name, typeof value === "number" ? String(value) : value]);
  return kept;
}

const encodingOf = (encoding: unknown): BufferEncoding =>
  typeof encoding === "string" && Buffer.isEncoding(encoding) ? encoding : "utf8";
