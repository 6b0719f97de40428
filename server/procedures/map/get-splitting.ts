import { z } from "zod";
import { BRANCH_COSINE, type MostSplit, type SplitNode, type Splitting } from "@/domain/splitting";
import type { SaeAddress } from "@/domain/urls";
import { resolveFeature, resolveModel, resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { position, saeAddress } from "../inputs";
import type { CatalogueSae } from "../catalogue/queries";
import { growTree, rowName, type TreeEntry } from "./grow-tree";
import { listMembers, listSpread, findParent, listBranches, listMostSplit } from "./neighbour-queries";
import { wordShares } from "./shared-words";

/** What a feature splits into in the wider SAEs of its hook, and the features that split most. */
export const getSplitting = publicProcedure
  .input(z.object({ address: saeAddress, index: position.nullable() }))
  .query(async ({ input: { address, index } }) => {
    if (index !== null) await resolveFeature({ ...address, index: String(index) });
    return readSplitting(address, index);
  });

const MOST_SPLIT = 20;

/**
 * The tree through the SAEs of one hook, from narrow to wide, that a feature belongs to: from the narrowest feature that
 * it comes from down to what each splits into.
 * @param index null for the features that split most alone
 */
async function readSplitting(address: SaeAddress, index: number | null): Promise<Splitting> {
  const own = await resolveSae(address);
  const family = await familyOf(address.model, own);
  const found: Splitting = {
    hookName: own.hookName,
    family: family.map(({ slug, dSae }) => ({ sae: slug, dSae })),
    root: null,
    most: await mostSplit(family, family.indexOf(own)),
  };
  if (index === null || family.length < 2) return found;
  const top = await climb(family, family.indexOf(own), index);
  const [sae, ...wider] = family.slice(top.place);
  if (!sae) return found;
  const row = (await listMembers(sae.id, [top.index]))[0];
  const root = nodeOf(sae, top.index, { name: rowName(row), cosine: null, shared: [] });
  let [level, above]: [TreeEntry<SplitNode>[], CatalogueSae] = [[{ node: root, row }], sae];
  for (const next of wider) {
    level = await descend(level, above, next);
    above = next;
  }
  return { ...found, root };
}

/** Of several SAEs of one width, the one asked for or else the one that was registered first; narrowest first. */
async function familyOf(model: string, own: CatalogueSae): Promise<CatalogueSae[]> {
  const { saes } = await resolveModel(model);
  const widths = new Map([[own.dSae, own]]);
  for (const sae of saes.toSorted((a, b) => a.id - b.id))
    if (sae.hookName === own.hookName && !widths.has(sae.dSae)) widths.set(sae.dSae, sae);
  return [...widths.values()].sort((a, b) => a.dSae - b.dSae);
}

/** From a feature to the one that it comes from, as far as there are any. */
async function climb(
  family: readonly CatalogueSae[],
  place: number,
  index: number,
): Promise<{ place: number; index: number }> {
  const [sae, narrower] = [family[place], family[place - 1]];
  const branch = sae && narrower ? await findParent(sae.id, narrower.id, index, BRANCH_COSINE) : null;
  return branch ? climb(family, place - 1, branch.parent) : { place, index };
}

/** Gives the nodes of one SAE what they split into in the next wider one. */
async function descend(
  level: readonly TreeEntry<SplitNode>[],
  sae: CatalogueSae,
  wider: CatalogueSae,
): Promise<TreeEntry<SplitNode>[]> {
  const indices = level.map(({ node }) => node.index);
  const found = await listBranches(wider.id, sae.id, indices, BRANCH_COSINE);
  const [rows, sample] = await Promise.all([
    listMembers(
      wider.id,
      found.map(({ child }) => child),
    ),
    listSpread(wider.id, wider.dSae),
  ]);
  return growTree(level, { found, rows, share: wordShares(sample) }, ({ child, cosine }, name, shared) =>
    nodeOf(wider, child, { name, cosine, shared }),
  );
}

const nodeOf = (
  { slug, dSae }: CatalogueSae,
  index: number,
  known: Pick<SplitNode, "name" | "cosine" | "shared">,
): SplitNode => ({ sae: slug, dSae, index, ...known, children: [], left: 0 });

/** Of the SAE at a place, or of the next narrower one where it is the widest. */
async function mostSplit(family: readonly CatalogueSae[], place: number): Promise<MostSplit[]> {
  const first = Math.max(0, Math.min(place, family.length - 2));
  const [narrower, wider] = family.slice(first, first + 2);
  if (!narrower || !wider) return [];
  const found = await listMostSplit(wider.id, narrower.id, BRANCH_COSINE, MOST_SPLIT);
  const rows = await listMembers(
    narrower.id,
    found.map(({ feature }) => feature),
  );
  return found.map(({ feature, branches }, n) => {
    return { sae: narrower.slug, index: feature, name: rowName(rows[n]), branches, into: wider.slug };
  });
}
