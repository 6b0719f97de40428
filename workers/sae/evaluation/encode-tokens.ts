import type { Engine, HostTensor } from "../../engine/ops";
import { input } from "../../engine/ops-inputs";
import { EntryScanner } from "../../dashboards/entry-scanner";
import { tokensAtOnce } from "../../models/batches";
import { activationOffsets, encodeLowered } from "../encode";
import { SAE_PREFIX, type Sae } from "../sae";
import type { TokenActivations } from "./token-features";

/** The active features of tokens that were read before. @param stream what the SAE reads, [tokens, width] */
export async function encodeTokens(
  engine: Engine,
  sae: Sae,
  stream: Float32Array,
  signal?: AbortSignal,
): Promise<TokenActivations> {
  const { dIn, dSae } = sae.config;
  const rows = stream.length / dIn;
  const program = await engine.compile(
    {
      name: "encode-tokens",
      inputs: { x: { dtype: "float32", shape: ["rows", dIn] } },
      build: (ops, inputs) => ({ lowered: encodeLowered(ops, sae, input(inputs, "x")) }),
    },
    new Map([...sae.weights].map(([name, tensor]): [string, HostTensor] => [SAE_PREFIX + name, tensor])),
  );
  try {
    const scanner = new EntryScanner(activationOffsets(sae) ?? new Float32Array(dSae));
    const offsets = new Uint32Array(rows + 1);
    const parts: { features: Uint32Array; values: Float32Array }[] = [];
    const together = tokensAtOnce(dSae);
    for (let first = 0; first < rows; first += together) {
      signal?.throwIfAborted();
      const data = stream.subarray(first * dIn, Math.min(rows, first + together) * dIn);
      const { lowered } = await program.run({
        x: { dtype: "float32", shape: [data.length / dIn, dIn], data },
      });
      const found = scanner.scan(lowered?.data as Float32Array, first);
      for (const row of found.tokens) offsets[row + 1] = (offsets[row + 1] as number) + 1;
      parts.push(found);
    }
    for (let row = 0; row < rows; row++)
      offsets[row + 1] = (offsets[row + 1] as number) + (offsets[row] as number);
    return { offsets, ...joined(parts, offsets[rows] as number), dSae };
  } finally {
    await program.dispose();
  }
}

function joined(parts: readonly { features: Uint32Array; values: Float32Array }[], entries: number) {
  const features = new Uint32Array(entries);
  const values = new Float32Array(entries);
  let at = 0;
  for (const part of parts) {
    features.set(part.features, at);
    values.set(part.values, at);
    at += part.features.length;
  }
  return { features, values };
}
