import Form from "next/form";
import Link from "next/link";
import type { Citation } from "@/domain/sharing";
import {
  compareUrl,
  embedUrl,
  featureJsonUrl,
  featureUrl,
  randomFeatureUrl,
  steerUrl,
  type FeatureAddress,
  type FeatureView,
} from "@/domain/urls";
import { KeepButton } from "./keep-button";
import { ShareButton } from "@/app/components/share/share-button";

interface Props {
  address: FeatureAddress;
  dSae: number;
  view: FeatureView;
  /** The reader has an account to keep things in. */
  keeps: boolean;
  citation: Citation;
}

/** The ways on from this feature. */
export function FeatureToolbar({ address, dSae, view, keeps, citation }: Props) {
  const { model, sae, index } = address;
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2" role="group" aria-label="This feature">
      <Form action="/search" prefetch={false} className="relative">
        <input type="hidden" name="in" value={`${model}/${sae}`} />
        <input
          name="q"
          required
          inputMode="numeric"
          autoComplete="off"
          maxLength={100}
          aria-label={`Jump to a feature of ${sae}, 0 to ${dSae - 1}`}
          placeholder="Jump to"
          data-shortcut="g"
          className="field w-26 pr-7"
        />
        <kbd
          className="key pointer-events-none absolute top-1/2 right-1.5 -translate-y-1/2"
          aria-hidden="true"
        >
          g
        </kbd>
      </Form>
      <Step to={index > 0 ? featureUrl({ ...address, index: index - 1 }, view) : null} shortcut="k">
        ‹ prev
      </Step>
      <Step to={index + 1 < dSae ? featureUrl({ ...address, index: index + 1 }, view) : null} shortcut="j">
        next ›
      </Step>
      <Link href={randomFeatureUrl(address, view)} prefetch={false} className="control" rel="nofollow">
        Random
      </Link>
      <Link
        href={steerUrl(model, [`${sae}/${index}`])}
        prefetch={false}
        className="control control-primary"
        rel="nofollow"
        data-command="Steer with this feature"
      >
        Steer
      </Link>
      <Link
        href={compareUrl(`${model}/${sae}/${index}`)}
        prefetch={false}
        className="control"
        rel="nofollow"
        data-tip="Put another feature beside this one"
        data-command="Compare this feature with another"
      >
        Compare
      </Link>
      <a
        href={featureJsonUrl(address)}
        className="control"
        data-tip="This page as data"
        data-command="This page as JSON"
      >
        JSON
      </a>
      {keeps && <KeepButton address={address} />}
      <ShareButton
        embed={{ path: embedUrl(featureUrl(address)), title: `Feature ${index} of ${sae} in ${model}` }}
        citation={citation}
      />
    </div>
  );
}

/** A link to a neighbour; at either end of the SAE its place stays, so that nothing moves under the pointer. */
function Step({ to, shortcut, children }: { to: string | null; shortcut: string; children: string }) {
  return to === null ? (
    <span className="control" role="link" aria-disabled="true">
      {children}
    </span>
  ) : (
    <Link
      href={to}
      prefetch={false}
      className="control"
      data-shortcut={shortcut}
      aria-keyshortcuts={shortcut}
    >
      {children}
    </Link>
  );
}
