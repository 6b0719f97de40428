"use client";

import { useState } from "react";
import { KinLine } from "@/app/[model]/[sae]/splitting/kin-line";
import { ActivationText } from "@/app/components/activation-text/activation-text";
import { ExampleList } from "@/app/components/activation-text/example-list";
import { Breadcrumb } from "@/app/components/breadcrumb";
import { DefinitionList } from "@/app/components/definition-list";
import { Explained } from "@/app/components/explained";
import { FactList } from "@/app/components/fact-list";
import { LabelFacts } from "@/app/components/labels/label-facts";
import { VoteButtons } from "@/app/components/labels/vote-buttons";
import { LitText } from "@/app/components/live-text/lit-text";
import { MemberList } from "@/app/components/neighbourhood/member-list";
import { NeighbourhoodMap } from "@/app/components/neighbourhood/neighbourhood-map";
import { Trail } from "@/app/components/neighbourhood/trail";
import { PublishedLine } from "@/app/components/published/published-line";
import { LABEL, MEMBERS, PASSAGE, PLACES, READ, WHEN } from "./samples";
import { DONE } from "./seeded";
import { Specimen } from "./specimen";

const FEATURE = { ...DONE, index: 7 };

/** Whatever is read: passages, lines about features, facts. */
export function TextSpecimens() {
  const [hovered, setHovered] = useState<number | null>(null);
  const [walk, setWalk] = useState([7, 21, 35]);
  return (
    <>
      <Specimen
        name="ActivationText"
        states={[
          ["one line around the peak", <ActivationText key="line" passage={PASSAGE} max={4} window={5} />],
        ]}
      />
      <Specimen
        name="ExampleList"
        states={[
          ["one line", <ExampleList key="line" examples={[PASSAGE]} max={4} window={6} breaks={false} />],
          [
            "the whole passage, with its topic and line breaks",
            <ExampleList
              key="whole"
              examples={[{ ...PASSAGE, topic: "dragons", kind: "story" }]}
              max={4}
              window={null}
              breaks
            />,
          ],
        ]}
      />
      <Specimen name="LitText" states={[["read", <LitText key="read" address={DONE} read={READ} />]]} />
      <Specimen
        name="LabelFacts"
        states={[
          ["by a person", <LabelFacts key="hand" label={LABEL} />],
          [
            "by the program, in dispute",
            <LabelFacts
              key="program"
              label={{
                ...LABEL,
                method: "predicate",
                author: null,
                state: "disputed",
                twins: 9,
                twinsRight: 7,
              }}
            />,
          ],
        ]}
      />
      <Specimen
        name="VoteButtons"
        states={[
          [
            "voted for",
            <VoteButtons
              key="for"
              label={{ ...LABEL, ownVote: 1 }}
              disabled={false}
              onVote={() => undefined}
            />,
          ],
          [
            "for who is not signed in",
            <VoteButtons key="none" label={LABEL} disabled onVote={() => undefined} />,
          ],
        ]}
      />
      <Specimen
        name="KinLine"
        states={[
          [
            "with words in common",
            <KinLine
              key="kin"
              address={FEATURE}
              name="dragon"
              isHere={false}
              kinship={{
                figure: "0.912",
                tip: "Cosine of the decoder directions",
                shared: ["dragon", "fire"],
              }}
            />,
          ],
          [
            "not read yet",
            <KinLine
              key="unread"
              address={FEATURE}
              name=""
              isHere
              kinship={{ figure: "0.700", tip: "Cosine of the decoder directions", shared: null }}
            />,
          ],
        ]}
      />
      <Specimen
        name="MemberList"
        states={[
          [
            "neighbours",
            <MemberList
              key="list"
              members={MEMBERS}
              hovered={hovered}
              onHover={setHovered}
              onChoose={() => undefined}
            />,
          ],
        ]}
      />
      <Specimen
        name="NeighbourhoodMap"
        states={[
          [
            "four features",
            <NeighbourhoodMap
              key="map"
              members={MEMBERS}
              links={[]}
              places={PLACES}
              hovered={hovered}
              onHover={setHovered}
              onChoose={() => undefined}
            />,
          ],
        ]}
      />
      <Specimen
        name="Trail"
        states={[
          [
            "three steps",
            <Trail
              key="trail"
              walk={walk}
              names={new Map(MEMBERS.map(({ index, name }) => [index, name]))}
              onBack={(steps) => setWalk(walk.slice(0, steps))}
            />,
          ],
        ]}
      />
      <Specimen
        name="Breadcrumb"
        states={[["a feature", <Breadcrumb key="feature" address={DONE} part={7} />]]}
      />
      <Specimen
        name="PublishedLine"
        states={[
          [
            "a private list",
            <PublishedLine
              key="line"
              facts={["12 features"]}
              owner="anna"
              visibility="private"
              hidden={false}
              day={WHEN}
            />,
          ],
        ]}
      />
      <Specimen
        name="DefinitionList"
        states={[
          [
            "a line left out",
            <DefinitionList
              key="list"
              rows={[
                ["hook", "blocks.3.hook_resid_post"],
                ["engine", null],
                ["tokens", "1,063,275"],
              ]}
            />,
          ],
        ]}
      />
      <Specimen
        name="FactList"
        states={[
          [
            "one of them explained",
            <FactList
              key="facts"
              facts={[
                { name: "density", value: "0.42 %", tip: "Share of tokens" },
                { name: "max", value: "7.31" },
              ]}
            />,
          ],
        ]}
      />
      <Specimen
        name="Explained"
        states={[
          [
            "a term",
            <Explained key="term" tip="Fraction of variance unexplained">
              FVU
            </Explained>,
          ],
        ]}
      />
    </>
  );
}
