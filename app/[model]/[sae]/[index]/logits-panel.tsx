import { PanelPlaceholder } from "@/app/components/panel-placeholder";
import { formatLogit } from "@/domain/format";
import { pieceLabel } from "@/domain/tokens";
import type { FeatureStatistics, TokenLogit } from "@/server/procedures/feature/feature-dashboard";

/** The next tokens that the feature's direction makes more and less likely. */
export function LogitsPanel({
  statistics,
  waiting,
}: {
  statistics: FeatureStatistics | null;
  waiting: boolean;
}) {
  return (
    <section className="card flex flex-col" aria-labelledby="logits-title">
      <h2 id="logits-title" className="card-title">
        Makes likelier · makes less likely
      </h2>
      {statistics ? (
        <div className="grid grid-cols-2 gap-2.5">
          <Logits title="Promoted tokens" tokens={statistics.promoted} tint="bg-activation" />
          <Logits title="Suppressed tokens" tokens={statistics.suppressed} tint="bg-suppression" />
        </div>
      ) : (
        <PanelPlaceholder waiting={waiting} what="logits" />
      )}
    </section>
  );
}

function Logits({ title, tokens, tint }: { title: string; tokens: TokenLogit[]; tint: string }) {
  const largest = Math.max(...tokens.map(({ logit }) => Math.abs(logit)), Number.MIN_VALUE);
  return (
    <ol aria-label={title} className="min-w-0 space-y-px font-mono text-[12px]">
      {tokens.map(({ piece, logit }, i) => (
        <li key={i} className="relative flex justify-between gap-1.5 px-1.5 py-0.5">
          <span
            aria-hidden="true"
            className={`absolute inset-0 rounded-[5px] ${tint}`}
            style={{ opacity: 0.06 + 0.24 * (Math.abs(logit) / largest) }}
          />
          <bdi className="relative truncate" title={pieceLabel(piece)}>
            {pieceLabel(piece)}
          </bdi>
          <span className="relative shrink-0">{formatLogit(logit)}</span>
        </li>
      ))}
    </ol>
  );
}
