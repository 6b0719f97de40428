import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { LiveText } from "@/app/components/live-text/live-text";
import { Refresh } from "@/app/components/refresh";
import { Shell } from "@/app/components/shell";
import { PairText } from "@/app/home/steered-pair";
import { BENCHMARK_URL, MAP_URL, randomFeatureUrl, steeringRunUrl, steerUrl, traceUrl } from "@/domain/urls";
import { answerOf } from "@/domain/steering-answer";
import { api } from "@/server/caller";
import { BetStep } from "./steps/bet";
import { GuessLabel } from "./steps/guess-label";
import { Neighbours } from "./steps/neighbours";
import { NextWord, type Guesses } from "./steps/next-word";
import { Superposition } from "./steps/superposition";
import { TakeAway } from "./steps/take-away";
import { ToyDictionary } from "./steps/toy-dictionary";
import { INTRO, STEPS, type Step } from "./text";

export const metadata: Metadata = {
  title: "Learn",
  description: "A guided tour through a language model in nine short steps, each with something to try.",
  openGraph: { title: "Inside a language model, in nine short steps" },
};

/** What stories15m says, as /lens shows it: a figure for readers without scripts, and while workers are busy. */
const FIRST_GUESSES: Guesses = {
  text: "Once upon a time there was a little",
  top: [
    { piece: " girl", p: 0.687 },
    { piece: " boy", p: 0.203 },
    { piece: " bird", p: 0.0153 },
    { piece: " b", p: 0.0121 },
    { piece: " bear", p: 0.0088 },
  ],
};
const SENTENCE = "The little dog was sad because it rained all day.";
const PROMPT = "The dog was very";

/** The guided tour. Its words and first figures are in the page; the live pieces ask the workers. */
export default async function LearnPage() {
  const { features, steering, writing, reader, sentence } = await api.showcase.first();
  const address = features[0]?.address;
  const feature = address && { ...address, index: String(address.index) };
  const [dashboard, labels] = feature
    ? await Promise.all([api.feature.get(feature), api.label.list(feature)])
    : [null, []];
  const measured = (await api.benchmark.list()).flatMap(({ address, summary }) => {
    const answer = answerOf(summary);
    return answer ? [{ address, found: `${answer.found} ${answer.picked ?? ""}` }] : [];
  });
  const later = (
    <p className="text-soft">Workers are still reading. This piece comes to life once they have.</p>
  );
  const pieces: Record<string, ReactNode> = {
    guess: <NextWord address={reader} first={FIRST_GUESSES} />,
    mixed: <Superposition />,
    dictionary: <ToyDictionary />,
    sentence: reader ? (
      <LiveText address={reader} sentence={sentence ?? SENTENCE} label="A sentence for the model to read" />
    ) : (
      later
    ),
    meaning: dashboard ? <GuessLabel dashboard={dashboard} labels={labels} /> : later,
    neighbours: dashboard ? <Neighbours dashboard={dashboard} /> : later,
    dial: steering ? (
      <>
        <BetStep
          plain={
            <>
              <p className="text-soft">
                {steering.title}. The beginning: <bdi className="text-ink">“{steering.recipe.prompt}”</bdi>
              </p>
              <PairText title="As it is" run={steering.run} text={0} />
            </>
          }
          steered={<PairText title="With the feature turned up" run={steering.run} text={1} />}
        />
        <Link
          href={steering.run ? steeringRunUrl(steering.run.id) : steerUrl(steering.recipe.model)}
          prefetch={false}
          className="control mt-4"
        >
          Turn it yourself
        </Link>
      </>
    ) : (
      later
    ),
    without: reader ? <TakeAway address={reader} prompt={PROMPT} /> : later,
    honest: (
      <>
        {measured.map(({ address: { model }, found }) => (
          <p key={model} className="mb-3 max-w-[62ch]">
            <b className="font-semibold">{model}.</b> {found}
          </p>
        ))}
        <div className="flex flex-wrap gap-2">
          {measured.length > 0 && (
            <Link href={BENCHMARK_URL} prefetch={false} className="control">
              How it was measured
            </Link>
          )}
          {reader && (
            <Link
              href={randomFeatureUrl(reader)}
              prefetch={false}
              className="control control-primary"
              rel="nofollow"
            >
              A feature drawn by lot
            </Link>
          )}
          <Link href={MAP_URL} prefetch={false} className="control">
            The map
          </Link>
          <Link href={steerUrl()} prefetch={false} className="control">
            Steer
          </Link>
          <Link href={traceUrl()} prefetch={false} className="control">
            Trace
          </Link>
        </div>
      </>
    ),
  };
  return (
    <Shell>
      {writing && <Refresh />}
      <div className="grid gap-x-12 lg:grid-cols-[minmax(0,1fr)_210px]">
        <div className="min-w-0">
          <h1 className="text-3xl sm:text-4xl">Inside a language model</h1>
          <p className="mt-3 max-w-[62ch] text-base text-soft sm:text-[17px]">{INTRO}</p>
          <ol>
            {STEPS.map((step, i) => (
              <StepView key={step.id} step={step} number={i + 1} next={STEPS[i + 1]}>
                {pieces[step.id]}
              </StepView>
            ))}
          </ol>
        </div>
        <nav aria-label="Steps" className="hidden lg:block">
          <ol className="sticky top-20 space-y-0.5 border-l border-line pl-3 text-[13px]">
            {STEPS.map(({ id, title }, i) => (
              <li key={id}>
                <a href={`#${id}`} className="block py-1 text-soft hover:text-ink">
                  {i + 1}. {title}
                </a>
              </li>
            ))}
          </ol>
        </nav>
      </div>
    </Shell>
  );
}

interface StepProps {
  step: Step;
  number: number;
  next: Step | undefined;
  children: ReactNode;
}

function StepView({ step: { id, title, paragraphs, task, after }, number, next, children }: StepProps) {
  return (
    <li id={id} className="scroll-mt-16 pt-10">
      <h2 className="text-xl font-semibold tracking-tight">
        <span className="mr-2 font-normal text-soft">{number}</span>
        <a href={`#${id}`} className="hover:text-accent">
          {title}
        </a>
      </h2>
      <div className="mt-2 max-w-[64ch] space-y-2.5 text-base leading-relaxed">
        {paragraphs.map((text) => (
          <p key={text}>{text}</p>
        ))}
      </div>
      <div className="card mt-4 p-4 sm:p-5">
        <p className="mb-3 font-medium">{task}</p>
        {children}
      </div>
      {after !== undefined && <p className="mt-3 max-w-[64ch] text-base leading-relaxed">{after}</p>}
      {next && (
        <a href={`#${next.id}`} className="link mt-3 inline-block">
          Next: {next.title}
        </a>
      )}
    </li>
  );
}
