/**
 * A language model behind an OpenAI-compatible address (POST /chat/completions): llama.cpp, vLLM, Ollama, OpenAI and
 * many others. Nothing leaves this machine unless both variables are set.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";

export interface LabelEndpoint {
  /** Up to and without "/chat/completions". */
  url: string;
  key: string | null;
  model: string;
}

export interface ChatMessage {
  role: "system" | "user";
  content: string;
}

const CALL_MS = 90_000;
const TRIES = 4;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** Of what a server says about a refusal, so much is told. */
const REASON_CHARACTERS = 300;

/**
 * OPENAI_BASE_URL, OPENAI_API_KEY (may be left out for a server that asks for none) and OPENAI_MODEL; null when neither
 * address nor model is set.
 * @throws FeaturescopeError BAD_INPUT for one without the other, or an address that is none
 */
export function labelEndpoint(
  env: Readonly<Record<string, string | undefined>> = process.env,
): LabelEndpoint | null {
  const [address, model] = [env.OPENAI_BASE_URL?.trim() ?? "", env.OPENAI_MODEL?.trim() ?? ""];
  if (address === "" && model === "") return null;
  if (address === "" || model === "")
    throw new FeaturescopeError(
      "BAD_INPUT",
      `${address === "" ? "OPENAI_MODEL is set without OPENAI_BASE_URL" : "OPENAI_BASE_URL is set without OPENAI_MODEL"}.`,
      "Set both for labels by a language model, or neither.",
    );
  const url = URL.parse(address);
  if (!url || !["http:", "https:"].includes(url.protocol))
    throw new FeaturescopeError(
      "BAD_INPUT",
      `OPENAI_BASE_URL is not an address: ${address.slice(0, 100)}`,
      "Give it as http://localhost:8080/v1.",
    );
  return { url: url.href.replace(/\/+$/, ""), key: env.OPENAI_API_KEY?.trim() || null, model };
}

const completion = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
});
const listing = z.object({ data: z.array(z.object({ id: z.string() })) });

/**
 * What the model answers. Calls that the server is too busy for are made again after a pause; every other failure is an
 * error.
 * @throws FeaturescopeError UNAVAILABLE naming host and reason
 */
export async function chat(
  endpoint: LabelEndpoint,
  messages: readonly ChatMessage[],
  tokens: number,
  signal: AbortSignal,
): Promise<string> {
  const body = JSON.stringify({ model: endpoint.model, messages, temperature: 0, max_tokens: tokens });
  for (let attempt = 1; ; attempt++) {
    const response = await request(endpoint, "/chat/completions", signal, body);
    if (response.ok) {
      const parsed = completion.safeParse(await response.json().catch(() => null));
      if (parsed.success) return parsed.data.choices[0]?.message.content ?? "";
      throw failure(endpoint, "answered something that is no chat completion");
    }
    const busy = response.status === 429 || response.status >= 500;
    const reason = (await response.text().catch(() => "")).replace(/\s+/g, " ").slice(0, REASON_CHARACTERS);
    if (!busy || attempt === TRIES)
      throw failure(endpoint, `answered with status ${response.status}${reason && `: ${reason}`}`);
    const asked = 1000 * Number(response.headers.get("retry-after"));
    const pause = asked > 0 ? asked : FIRST_PAUSE_MS * 2 ** (attempt - 1);
    await sleep(Math.min(pause, LONGEST_PAUSE_MS), undefined, { signal });
  }
}

/** Names of the models that the server offers; null where it does not say. */
export async function listServedModels(
  endpoint: LabelEndpoint,
  signal: AbortSignal,
): Promise<string[] | null> {
  const response = await request(endpoint, "/models", signal);
  if (!response.ok) {
    if (response.status === 404) return null;
    throw failure(endpoint, `answered with status ${response.status}`);
  }
  const parsed = listing.safeParse(await response.json().catch(() => null));
  return parsed.success ? parsed.data.data.map(({ id }) => id) : null;
}

async function request(
  endpoint: LabelEndpoint,
  path: string,
  signal: AbortSignal,
  body?: string,
): Promise<Response> {
  const { url, key } = endpoint;
  try {
    return await fetch(url + path, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key ? { authorization: `Bearer ${key}` } : {}),
      },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(CALL_MS)]),
    });
  } catch (error) {
    signal.throwIfAborted();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw failure(
      endpoint,
      `could not be reached: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}

function failure({ url, model, key }: LabelEndpoint, what: string): FeaturescopeError {
  // a server may repeat the key that it refuses
  const told = key ? what.replaceAll(key, "…") : what;
  return new FeaturescopeError(
    "UNAVAILABLE",
    `${new URL(url).host} (${model}) ${told}.`,
    "Check OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL, then try the job again: what is labelled stays.",
  );
}
