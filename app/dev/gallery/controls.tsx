"use client";

import { useState } from "react";
import { BetButtons } from "@/app/components/bet-buttons";
import type { Bet } from "@/app/components/bets";
import { ChoiceField } from "@/app/components/forms/choice-field";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { SelectField } from "@/app/components/forms/select-field";
import { TextArea } from "@/app/components/forms/text-area";
import { TextField } from "@/app/components/forms/text-field";
import { DistanceTabs } from "@/app/components/neighbourhood/distance-tabs";
import { CopyField } from "@/app/components/share/copy-field";
import { StrengthField } from "@/app/steer/recipe/strength-field";
import { DISTANCES, type Distance } from "@/domain/distances";
import { Specimen } from "./specimen";

const SPREADS = [
  { value: "even", name: "evenly" },
  { value: "strong", name: "the strongest first" },
] as const;
const COHERENCE = { auc: 0.951, overlap: 0.42, random: { auc: 0.5, overlap: 0.01 }, features: 600 };

/** Whatever is pressed, written into or chosen from. */
export function ControlSpecimens() {
  const [text, setText] = useState("Once upon a time there was a little dragon.");
  const [spread, setSpread] = useState<(typeof SPREADS)[number]["value"]>("even");
  const [bet, setBet] = useState<Bet | null>(null);
  const [distance, setDistance] = useState<Distance>("combined");
  const [strength, setStrength] = useState(3);
  return (
    <>
      <Specimen
        name="control"
        states={[
          ["a button", <Press key="plain" />],
          ["what a page is for", <Press key="primary" className="control-primary" />],
          ["pressed", <Press key="pressed" pressed />],
          ["disabled", <Press key="disabled" disabled />],
        ]}
      />
      <Specimen
        name="TextField"
        states={[
          ["with a hint", <TextField key="hint" label="Name" hint="2 to 39 letters" defaultValue="anna" />],
          ["empty", <TextField key="empty" label="Prompt" placeholder="Once upon a time" />],
        ]}
      />
      <Specimen
        name="TextArea"
        states={[["with text", <TextArea key="text" label="Your text" value={text} onChange={setText} />]]}
      />
      <Specimen
        name="SelectField"
        states={[
          [
            "with a hint",
            <SelectField key="hint" label="Examples" hint="How they are drawn" options={SPREADS} />,
          ],
        ]}
      />
      <Specimen
        name="ChoiceField"
        states={[
          [
            "to choose from",
            <ChoiceField
              key="free"
              label="Order"
              hint="Of all"
              options={SPREADS}
              value={spread}
              onChoose={setSpread}
            />,
          ],
          [
            "disabled",
            <ChoiceField
              key="fixed"
              label="Order"
              hint="Of all"
              options={SPREADS}
              value="strong"
              disabled
              onChoose={setSpread}
            />,
          ],
        ]}
      />
      <Specimen
        name="ProblemNote"
        states={[
          [
            "a refusal",
            <ProblemNote key="some" problem={{ message: "The name is taken.", hint: "Choose another." }} />,
          ],
          ["nothing wrong", <ProblemNote key="none" problem={null} />],
        ]}
      />
      <Specimen
        name="CopyField"
        states={[
          [
            "one line",
            <CopyField key="line" label="Link" text="https://example.org/stories15m/3-res-2k/7" />,
          ],
          [
            "several lines with a hint",
            <CopyField
              key="lines"
              label="BibTeX"
              text={"@misc{dragon,\n  title = {dragon}\n}"}
              rows={3}
              hint="For a paper"
            />,
          ],
        ]}
      />
      <Specimen
        name="BetButtons"
        states={[
          ["to choose from", <BetButtons key="bet" legend="What will it say?" bet={bet} onBet={setBet} />],
        ]}
      />
      <Specimen
        name="DistanceTabs"
        states={[
          [
            "measured, and not yet",
            <DistanceTabs
              key="tabs"
              distances={DISTANCES.map((each, i) => ({
                distance: each,
                coherence: i < 3 ? COHERENCE : null,
              }))}
              chosen={distance}
              onChoose={setDistance}
            />,
          ],
        ]}
      />
      <Specimen
        name="StrengthField"
        states={[
          [
            "times its maximum",
            <StrengthField
              key="max"
              name="dragon"
              value={strength}
              unit="× max"
              spoken="its maximum"
              onChange={setStrength}
            />,
          ],
        ]}
      />
    </>
  );
}

interface PressProps {
  className?: string;
  pressed?: boolean;
  disabled?: boolean;
}

const Press = ({ className = "", pressed, disabled }: PressProps) => (
  <button type="button" className={`control ${className}`} aria-pressed={pressed} aria-disabled={disabled}>
    Write it
  </button>
);
