/**
 * What is on the page being rendered, for who keeps it. On globalThis because the server and the bundles of its pages are
 * separate programs in one process.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { FeatureAddress } from "@/domain/urls";

/** A page about one feature of a model, and the features that it names, by the slug of their SAE. */
export interface PageContents {
  sae: string;
  index: number;
  named: Record<string, number[]>;
}

interface Scope {
  contents: PageContents | null;
}

const KEPT = Symbol.for("featurescope.page-contents");
const kept = globalThis as { [KEPT]?: AsyncLocalStorage<Scope> };

const scope = (): AsyncLocalStorage<Scope> => (kept[KEPT] ??= new AsyncLocalStorage());

/** Renders a page. @returns what it said that it shows; null where it said nothing, and may show anything of its model */
export async function collectContents(render: () => Promise<void>): Promise<PageContents | null> {
  const collected: Scope = { contents: null };
  await scope().run(collected, render);
  return collected.contents;
}

/** Says that the page being rendered, if one is, shows all of a feature and names others of its model. */
export function showFeature({ sae, index }: FeatureAddress, named: readonly FeatureAddress[]): void {
  const collected = scope().getStore();
  if (!collected) return;
  collected.contents = { sae, index, named: {} };
  for (const other of named) (collected.contents.named[other.sae] ??= []).push(other.index);
}
