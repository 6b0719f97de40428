/** Calls of procedures over the network, as a browser or a program makes them. */

export interface Answer<Data = unknown> {
  status: number;
  data: Data;
  text: string;
}

/**
 * @param input as JSON, or the bytes of a whole body
 * @param headers a cookie or a key
 */
export async function callProcedure<Data = unknown>(
  base: string,
  procedure: string,
  input: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<Data>> {
  const answer = await fetch(`${base}/api/trpc/${procedure}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: input instanceof Uint8Array ? Buffer.from(input) : JSON.stringify({ json: input }),
  });
  const text = await answer.text();
  const whole = JSON.parse(text) as { result?: { data?: { json?: Data } } };
  return { status: answer.status, data: whole.result?.data?.json as Data, text };
}
