import { env } from "../../env";

/** Set by server/http/take-requests.ts (in development by scripts/peer-address.mjs) from the connection itself, whatever a client wrote there. */
const PEER_HEADER = "x-featurescope-peer";

/**
 * Where a request comes from. Behind FEATURESCOPE_PROXIES proxies it is the address that the outermost of them saw;
 * what stands before that in X-Forwarded-For anybody may have written.
 */
export function addressOf(headers: Headers, proxies = env.FEATURESCOPE_PROXIES): string {
  const peer = headers.get(PEER_HEADER) ?? "unknown";
  if (proxies === 0) return network(peer);
  const forwarded = (headers.get("x-forwarded-for") ?? "").split(",").map((part) => part.trim());
  return network(forwarded.at(-proxies) ?? peer);
}

/** An IPv6 customer has a whole /64, so that is what is counted. */
function network(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!plain.includes(":")) return plain.slice(0, 64);
  const [head = "", tail] = plain.split("::");
  const before = head.split(":").filter(Boolean);
  const after = tail === undefined ? [] : tail.split(":").filter(Boolean);
  const groups = [
    ...before,
    ...new Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0"),
    ...after,
  ];
  return `${groups.slice(0, 4).join(":")}::/64`.toLowerCase().slice(0, 64);
}
