import { describe, expect, it } from "vitest";
import type { CatalogueModel } from "@/server/procedures/catalogue/queries";
import { candidates } from "./candidates";

const open = { visibility: "public", ownerId: null } as const;
const sae = (slug: string, dSae: number) => ({
  ...open,
  id: dSae,
  slug,
  dSae,
  hookName: "h",
  architecture: "relu",
  collection: null,
});
const models: CatalogueModel[] = [
  { id: "a", title: "A", ...open, chat: false, saes: [sae("wide", 4608), sae("narrow", 1152)] },
  { id: "b", title: "B", ...open, chat: false, saes: [sae("wide", 64)] },
];
const slugs = (found: { model: string; sae: string }[]) => found.map((f) => `${f.model}/${f.sae}`);

describe("candidates", () => {
  it("takes a bare number for a feature of the SAE that is open, even out of range", () => {
    expect(candidates({ index: 9999 }, models, "a/narrow")).toEqual([
      { model: "a", sae: "narrow", index: 9999 },
    ]);
  });

  it("offers every SAE that is wide enough when none is open", () => {
    expect(slugs(candidates({ index: 1200 }, models, ""))).toEqual(["a/wide"]);
    expect(slugs(candidates({ index: 10 }, models, ""))).toEqual(["a/wide", "a/narrow", "b/wide"]);
    expect(candidates({ index: 5000 }, models, "")).toEqual([]);
  });

  it("finds a named SAE in every model that has one of that name", () => {
    expect(slugs(candidates({ sae: "wide", index: 1 }, models, "a/narrow"))).toEqual(["a/wide", "b/wide"]);
    expect(slugs(candidates({ model: "b", sae: "wide", index: 1 }, models, ""))).toEqual(["b/wide"]);
    expect(candidates({ sae: "other", index: 1 }, models, "a/wide")).toEqual([]);
  });
});
