import type { ServerResponse } from "node:http";

/** Long enough for a reader on a busy machine to have put away what came before the connection is lost. */
const READING_MS = 300;

/** Sends these bytes of an answer that promised more, then drops the connection. */
export function breakOff(response: ServerResponse, bytes: Uint8Array): boolean {
  return response.write(bytes, () => setTimeout(() => response.destroy(), READING_MS));
}
