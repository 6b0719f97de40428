import { z } from "zod";
import type { MostCases, PrefixNode, PrefixTree } from "@/domain/prefix-tree";
import { resolveFeature, resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { position, saeAddress } from "../inputs";
import { growTree, rowName, type TreeEntry } from "./grow-tree";
import { listMembers, listSpread } from "./neighbour-queries";
import { findCaseOf, findPrefixes, listCases, listMostCases } from "./prefix-queries";
import { wordShares, type WordShares } from "./shared-words";

const MOST_CASES = 20;

/** What a feature of a Matryoshka SAE is a case of, and what its own cases are; and the features with the most. */
export const getPrefixTree = publicProcedure
  .input(z.object({ address: saeAddress, index: position.nullable() }))
  .query(async ({ input: { address, index } }): Promise<PrefixTree> => {
    if (index !== null) await resolveFeature({ ...address, index: String(index) });
    const { id, dSae } = await resolveSae(address);
    const { prefixes, collectionId, counted } = await findPrefixes(id);
    const [firstEnd] = prefixes;
    if (firstEnd === undefined || collectionId === null)
      return { ends: firstEnd === undefined ? [] : [...prefixes, dSae], counted, root: null, most: [] };
    const sae = { id, dSae, collectionId };
    return {
      ends: [...prefixes, dSae],
      counted,
      root: index === null ? null : await readTree(sae, prefixes.length, index),
      most: await readMost(sae, firstEnd),
    };
  });

interface CountedSae {
  id: number;
  dSae: number;
  collectionId: number;
}

/** From the feature that everything above is a case of down to the last cases. @param depth parts below the first */
async function readTree(sae: CountedSae, depth: number, index: number): Promise<PrefixNode> {
  let top = index;
  for (let step = 0; step < depth; step++) top = (await findCaseOf(sae.collectionId, top))?.parent ?? top;
  const [[row], sample] = await Promise.all([listMembers(sae.id, [top]), listSpread(sae.id, sae.dSae)]);
  const root = nodeOf(top, rowName(row), null, null);
  let level: TreeEntry<PrefixNode>[] = [{ node: root, row }];
  for (let step = 0; step < depth && level.length > 0; step++)
    level = await addCases(sae, level, wordShares(sample));
  return root;
}

/** @returns the cases of all nodes of a level, which have them as children by then */
async function addCases(
  { id, collectionId }: CountedSae,
  level: readonly TreeEntry<PrefixNode>[],
  share: WordShares,
): Promise<TreeEntry<PrefixNode>[]> {
  const found = await listCases(
    collectionId,
    level.map(({ node }) => node.index),
  );
  const rows = await listMembers(
    id,
    found.map(({ child }) => child),
  );
  return growTree(level, { found, rows, share }, (one, name, shared) =>
    nodeOf(one.child, name, one.share, shared),
  );
}

const nodeOf = (index: number, name: string, share: number | null, shared: string[] | null): PrefixNode => ({
  index,
  name,
  share,
  shared,
  children: [],
  left: 0,
});

async function readMost({ id, collectionId }: CountedSae, firstEnd: number): Promise<MostCases[]> {
  const found = await listMostCases(collectionId, firstEnd, MOST_CASES);
  const rows = await listMembers(
    id,
    found.map(({ feature }) => feature),
  );
  return found.map(({ feature, cases }, n) => ({ index: feature, name: rowName(rows[n]), cases }));
}
