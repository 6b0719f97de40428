import { z } from "zod";
import type { MostCases, PrefixNode, PrefixTree } from "@/domain/prefix-tree";
import { resolveFeature, resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { position, saeAddress } from "../inputs";
import { listMembers, listSpread, type MemberRow } from "./neighbour-queries";
import { findCaseOf, findPrefixes, listCases, listMostCases } from "./prefix-queries";
import { memberName, sharedWords, wordShares, type WordShares } from "./shared-words";

const MOST_CHILDREN = 24;
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

/** A node with the texts that its cases are compared with. */
interface Entry {
  node: PrefixNode;
  row: MemberRow | undefined;
}

/** From the feature that everything above is a case of down to the last cases. @param depth parts below the first */
async function readTree(sae: CountedSae, depth: number, index: number): Promise<PrefixNode> {
  let top = index;
  for (let step = 0; step < depth; step++) top = (await findCaseOf(sae.collectionId, top))?.parent ?? top;
  const [[row], sample] = await Promise.all([listMembers(sae.id, [top]), listSpread(sae.id, sae.dSae)]);
  const root = nodeOf(top, row, null, null);
  let level: Entry[] = [{ node: root, row }];
  for (let step = 0; step < depth && level.length > 0; step++)
    level = await addCases(sae, level, wordShares(sample));
  return root;
}

/** @returns the cases of all nodes of a level, which have them as children by then */
async function addCases(sae: CountedSae, level: readonly Entry[], share: WordShares): Promise<Entry[]> {
  const parents = new Map(level.map((entry) => [entry.node.index, entry]));
  const cases = await listCases(sae.collectionId, [...parents.keys()]);
  const rows = await listMembers(
    sae.id,
    cases.map(({ child }) => child),
  );
  return cases.flatMap((found, n) => {
    const above = parents.get(found.parent);
    if (!above) return [];
    if (above.node.children.length === MOST_CHILDREN) {
      above.node.left++;
      return [];
    }
    const row = rows[n];
    const shared = row && above.row ? sharedWords(above.row, row, share) : null;
    const node = nodeOf(found.child, row, found.share, shared);
    above.node.children.push(node);
    return [{ node, row }];
  });
}

function nodeOf(
  index: number,
  row: MemberRow | undefined,
  share: number | null,
  shared: string[] | null,
): PrefixNode {
  return { index, name: row ? memberName(row) : "", share, shared, children: [], left: 0 };
}

async function readMost({ id, collectionId }: CountedSae, firstEnd: number): Promise<MostCases[]> {
  const found = await listMostCases(collectionId, firstEnd, MOST_CASES);
  const rows = await listMembers(
    id,
    found.map(({ feature }) => feature),
  );
  return found.map(({ feature, cases }, n) => {
    const row = rows[n];
    return { index: feature, name: row ? memberName(row) : "", cases };
  });
}
