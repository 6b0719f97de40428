import { BetButtons } from "@/app/components/bet-buttons";
import { BETS, type Bet } from "@/app/components/bets";
import { formatPercent } from "@/domain/format";
import type { Outcome } from "./texts/outcome";

interface Props {
  bet: Bet | null;
  /** Null to bet once more. */
  onBet: (bet: Bet | null) => void;
  /** What became of the text that was bet on, once it is written. */
  outcome: Outcome | null;
}

/** A bet on what the dial will do, made before it is turned, and whether it came true. */
export function BetCard({ bet, onBet, outcome }: Props) {
  if (!outcome)
    return <BetButtons legend="Your bet on the steered text, if you like" bet={bet} onBet={onBet} />;
  if (!bet) return null;
  return (
    <p role="status">
      <b className="font-semibold">{outcome.right === bet ? "You were right." : "You were wrong."}</b> Your
      bet was “{BETS[bet]}”; {saysOf(outcome)}{" "}
      <button type="button" className="link" onClick={() => onBet(null)}>
        Bet again
      </button>
    </p>
  );
}

function saysOf({ right, own, steered }: Outcome): string {
  const shares = `the feature is active at ${formatPercent(steered)} of the tokens, ${formatPercent(own)} without steering.`;
  if (right === "same") return "both texts are the same.";
  if (right === "apart") return "the model as it is finds the steered text hardly language.";
  return right === "about"
    ? `the text has turned to it: ${shares}`
    : `the text is another one, but not about it: ${shares}`;
}
