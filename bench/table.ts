import type { Machine } from "./machine";
import { keepsLimit, type Measurement, type Spread } from "./measurement";

export function machineLines(machine: Machine): string[] {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${machine.cpu}, ${machine.cores} cores (${machine.vectors.join(" ")}), ${machine.memoryGiB} GiB, ${machine.system}`,
    `${versions.join(", ")}; commit ${machine.commit ?? "unknown"}; load before: ${machine.loadBefore.toFixed(1)}`,
  ];
}

/** A measurement in a few lines: what, then its figures one under the other. */
export function measurementLines(measurement: Measurement): string[] {
  const { what, unit, value, peer, shareOfPeak, limit, note } = measurement;
  const lines = [what, row("ours", value, unit)];
  if (peer && "missing" in peer) lines.push(`  ${"peer".padEnd(NAME)}${peer.missing}`);
  if (peer && "value" in peer) {
    lines.push(row(peer.name, peer.value, unit));
    lines.push(row("ratio", peer.ratio, unit.startsWith("of ") ? "of the peer's" : "times as fast"));
  }
  if (shareOfPeak !== undefined)
    lines.push(`  ${"share".padEnd(NAME)}${(100 * shareOfPeak).toFixed(1)} % of the machine's SGEMM peak`);
  if (limit)
    lines.push(
      `  ${"limit".padEnd(NAME)}${limit.kind} ${figure(limit.value)} ${unit}: ${keepsLimit(measurement) ? "kept" : "MISSED"}`,
    );
  if (note) lines.push(`  ${note}`);
  return lines;
}

const NAME = 20;

function row(name: string, { median, min, max, runs }: Spread, unit: string): string {
  const range = runs > 1 ? `  (${figure(min)} to ${figure(max)}, ${runs} runs)` : "";
  return `  ${name.padEnd(NAME)}${figure(median).padStart(9)} ${unit}${range}`;
}

/** Three or four figures that mean something. */
function figure(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString("en");
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(value >= 1 ? 2 : 4);
}
