import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { FeaturescopeError } from "@/domain/errors";

type Algorithm = "sha1" | "sha256" | "sha512";

export async function hashFile(
  path: string,
  algorithm: Algorithm,
  encoding: "hex" | "base64",
): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest(encoding);
}

/** Whether a file matches a Subresource Integrity string ("sha512-..."); of several the strongest kind decides. */
export async function matchesIntegrity(path: string, integrity: string): Promise<boolean> {
  const options = integrity.split(/\s+/).map((option) => {
    const [, algorithm, digest] = /^(sha1|sha256|sha512)-([^?]+)/.exec(option) ?? [];
    return { algorithm: algorithm as Algorithm | undefined, digest };
  });
  for (const algorithm of ["sha512", "sha256", "sha1"] as const) {
    const digests = options.filter((option) => option.algorithm === algorithm).map(({ digest }) => digest);
    if (digests.length > 0) return digests.includes(await hashFile(path, algorithm, "base64"));
  }
  throw new FeaturescopeError(
    "UNSUPPORTED",
    `No hash of a known kind in "${integrity}".`,
    "The registry must name a sha512, sha256 or sha1 hash.",
  );
}
