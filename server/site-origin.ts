import "server-only";
import { headers } from "next/headers";
import { env } from "./env";

/** "https://host:port": as configured, or as the reader of this page has reached it. */
export const siteOrigin = async (): Promise<string> => originOf(await headers());

/** The same for a request, whose own address names the host and port that the server listens on. */
export function originOf(said: Headers): string {
  if (env.FEATURESCOPE_ORIGIN) return new URL(env.FEATURESCOPE_ORIGIN).origin;
  const scheme = env.FEATURESCOPE_PROXIES > 0 && said.get("x-forwarded-proto") === "https" ? "https" : "http";
  const url = `${scheme}://${said.get("host") ?? "localhost"}`;
  return URL.canParse(url) ? new URL(url).origin : "";
}
