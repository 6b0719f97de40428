import Form from "next/form";
import Link from "next/link";
import { Suspense } from "react";
import { ExampleList } from "@/app/components/activation-text/example-list";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { formatActivation } from "@/domain/format";
import { ADDRESS_TEXT_CHARACTERS } from "@/domain/search";
import { featureUrl, lensUrl, type FeatureAddress, type FeatureView } from "@/domain/urls";
import { api } from "@/server/caller";
import { problemOf } from "@/server/errors";

interface Props {
  address: FeatureAddress;
  view: FeatureView;
  /** The feature's maximum over the corpus, which the colours are relative to; 0 where it never fired. */
  max: number;
}

/** A box for a text of one's own; what the feature does on it is drawn as the examples are. The text is in the address. */
export function OwnText({ address, view, max }: Props) {
  const text = view.text ?? "";
  return (
    <section className="card" aria-labelledby="own-text-title">
      <h2 id="own-text-title" className="card-title">
        Try your own text
      </h2>
      <Form
        key={text}
        action={featureUrl(address)}
        replace
        scroll={false}
        prefetch={false}
        className="flex items-start gap-2"
      >
        {view.band !== 0 && <input type="hidden" name="band" value={view.band} />}
        {view.window !== "32" && <input type="hidden" name="window" value={view.window} />}
        {view.breaks === "show" && <input type="hidden" name="breaks" value="show" />}
        <textarea
          name="text"
          required
          rows={2}
          maxLength={ADDRESS_TEXT_CHARACTERS}
          defaultValue={text}
          spellCheck={false}
          aria-label="A text to try this feature on"
          placeholder="Once upon a time a dragon lived in a castle."
          className="field w-full py-1.5 leading-relaxed"
        />
        <button type="submit" className="control">
          Read
        </button>
      </Form>
      {text !== "" && (
        <div className="mt-2.5" aria-live="polite">
          <Suspense key={text} fallback={<div className="skeleton h-7" role="img" aria-label="Reading" />}>
            <Activations address={address} view={view} max={max} />
          </Suspense>
        </div>
      )}
    </section>
  );
}

async function Activations({ address, view, max }: Props) {
  const text = view.text ?? "";
  if (text.length > ADDRESS_TEXT_CHARACTERS)
    return (
      <ProblemNote
        problem={{
          message: `The text has ${text.length.toLocaleString("en")} characters.`,
          hint: `At most ${ADDRESS_TEXT_CHARACTERS.toLocaleString("en")} are read; take a part of it.`,
        }}
      />
    );
  const index = String(address.index);
  const read = await api.text
    .activateFeature({ address: { ...address, index }, text })
    .catch((error: unknown) => {
      const problem = problemOf(error);
      if (problem.code === "INTERNAL" || problem.code === "DATABASE") throw error;
      return { problem };
    });
  if ("problem" in read) return <ProblemNote problem={read.problem} />;
  const scale = Math.max(max, Number.MIN_VALUE);
  return (
    <>
      <ExampleList
        examples={[read]}
        max={max > 0 ? scale : Math.max(read.value, scale)}
        window={null}
        breaks={view.breaks === "show"}
      />
      <p className="flex flex-wrap justify-between gap-x-4 text-xs text-soft">
        {remark(read.value, read.positions.length, max)}
        <Link href={lensUrl(address, { text })} prefetch={false} className="link" rel="nofollow">
          Layer by layer
        </Link>
      </p>
    </>
  );
}

function remark(value: number, active: number, max: number): string {
  if (active === 0) return "The feature is not active anywhere in this text.";
  if (max === 0)
    return "The feature was never active in the corpus, so the colours compare the tokens of this text only.";
  const share = `${Math.round((100 * value) / max)} % of its maximum in the corpus, ${formatActivation(max)}`;
  return `Its peak here, ${formatActivation(value)}, is ${share}. Colours are those of the examples.`;
}
