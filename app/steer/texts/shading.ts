/** How tokens of a steered text are coloured. */
import { formatActivation, formatFigure, formatPercent } from "@/domain/format";
import { pieceLabel, tokenTexts } from "@/domain/tokens";
import type { ShownToken } from "@/server/procedures/steer/run-view";

/** "features": by all features of each token, not those of the recipe alone (read-words.ts). */
export type Shading = "activation" | "kl" | "features" | "none";

const LEVELS = 10;
/** Divergence in nats that is drawn at full strength: the model as it is gives the token e^-2 of what the steered gives. */
const FULL_KL = 2;

export interface ShownText {
  key: number;
  text: string;
  /** 0 is not coloured. */
  level: number;
  tip: string;
}

export interface TokenRead {
  piece: string | null;
  read: readonly number[];
  token?: ShownToken;
}

/** @param place which of the recipe's features colours, and its maximum */
export function shadeTokens(
  tokens: readonly TokenRead[],
  shading: Shading,
  feature: { place: number; max: number | null; name: string },
): ShownText[] {
  const written = tokens.filter(({ piece }) => piece !== null);
  return tokenTexts(written.map(({ piece }) => piece ?? "")).map(({ text, start, length }) => {
    const part = written.slice(start, start + length);
    const value = Math.max(0, ...part.map(({ read }) => read[feature.place] ?? 0));
    const kl = Math.max(0, ...part.map(({ token }) => token?.kl ?? 0));
    const share = shading === "kl" ? kl / FULL_KL : feature.max === null ? 0 : value / feature.max;
    return {
      key: start,
      text,
      level: shading === "none" || shading === "features" ? 0 : levelOf(share),
      tip: [
        `${feature.name}: ${formatActivation(value)}`,
        ...part.flatMap(({ token }) => (token ? tokenLines(token) : [])),
      ].join("\n"),
    };
  });
}

/** Shares below a twentieth of a step are not worth a colour. */
function levelOf(share: number): number {
  return share < 0.005 ? 0 : Math.min(LEVELS, Math.ceil(share * LEVELS));
}

function tokenLines({ own, plain, kl, top }: ShownToken): string[] {
  return [
    `probability ${formatPercent(Math.exp(own))}` +
      (kl === undefined ? "" : `, without steering ${formatPercent(Math.exp(plain))}`),
    ...(kl === undefined ? [] : [`KL ${formatFigure(kl)} nats`]),
    `instead: ${top.map(({ piece, p }) => `${pieceLabel(piece)} ${formatPercent(p)}`).join("  ")}`,
  ];
}
