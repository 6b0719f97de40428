import "server-only";
import { headers } from "next/headers";
import { env } from "./env";

/** "https://host:port": as configured, or as the reader of this page has reached it. */
export async function siteOrigin(): Promise<string> {
  if (env.FEATURESCOPE_ORIGIN) return new URL(env.FEATURESCOPE_ORIGIN).origin;
  const said = await headers();
  const scheme = env.FEATURESCOPE_PROXIES > 0 && said.get("x-forwarded-proto") === "https" ? "https" : "http";
  const url = `${scheme}://${said.get("host") ?? "localhost"}`;
  return URL.canParse(url) ? new URL(url).origin : "";
}
