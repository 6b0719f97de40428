import { afterEach, describe, expect, it, vi } from "vitest";
import type { PageContents } from "../platform/page-contents";
import { concerns, type ContentNotice } from "./content-notice";
import { clock, PageCache, type RenderedPage } from "./page-cache";

const CONTENTS: PageContents = { sae: "a", index: 7, named: { a: [8, 9], b: [1] } };

const rendered = (change: Partial<RenderedPage> = {}): RenderedPage => ({
  ...{ key: { text: "/m/a/7", model: "m" }, headers: [], body: Buffer.from("page"), contents: CONTENTS },
  ...{ begun: clock(), ...change },
});

describe("a change concerns a page", () => {
  it.each<[string, ContentNotice | "anything", boolean]>([
    ["after a lost connection", "anything", true],
    ["where it may be anything", { model: null }, true],
    ["of its model", { model: "m" }, true],
    ["of another model", { model: "n" }, false],
    ["of its SAE", { model: "m", sae: "a" }, true],
    ["of an SAE of which it names features", { model: "m", sae: "b" }, true],
    ["of another SAE", { model: "m", sae: "c" }, false],
    ["of its feature", { model: "m", sae: "a", own: [7], named: [] }, true],
    ["of that feature in another SAE", { model: "m", sae: "b", own: [7], named: [] }, false],
    ["of the shown label of a neighbour", { model: "m", sae: "a", own: [9], named: [9] }, true],
    ["of another label of a neighbour", { model: "m", sae: "a", own: [9], named: [] }, false],
    ["of the shown label of what it names elsewhere", { model: "m", sae: "b", own: [1], named: [1] }, true],
    ["of all of its SAE but its labels", { model: "m", sae: "a", named: [] }, true],
    [
      "of all but the labels of an SAE of which it names features",
      { model: "m", sae: "b", named: [] },
      false,
    ],
    ["of the shown label of a stranger", { model: "m", sae: "a", own: [100], named: [100] }, false],
  ])("%s", (_name, notice, expected) => expect(concerns(notice, "m", CONTENTS)).toBe(expected));

  it("whatever it is, where the page has not said what it shows", () => {
    expect(concerns({ model: "m", sae: "c", own: [100], named: [] }, "m", null)).toBe(true);
    expect(concerns({ model: "n", sae: "c", own: [100], named: [] }, "m", null)).toBe(false);
  });
});

describe("a page", () => {
  const change: ContentNotice = { model: "m", sae: "a", own: [7], named: [] };

  it("is kept until a change concerns it", () => {
    const cache = new PageCache(2 ** 20);
    const page = rendered();
    expect(cache.keep(page)).toBe(true);
    cache.heed({ ...change, own: [100] });
    expect(cache.get(page.key)?.body.toString()).toBe("page");
    cache.heed(change);
    expect(cache.get(page.key)).toBeUndefined();
  });

  it("that was begun before a change is not kept, wherever it was rendered", () => {
    const cache = new PageCache(2 ** 20);
    const [before, other] = [rendered(), rendered({ contents: { ...CONTENTS, index: 100 } })];
    cache.heed(change);
    expect(cache.keep(before)).toBe(false);
    expect(cache.keep(other)).toBe(true);
    expect(cache.keep(rendered())).toBe(true);
  });

  it("that took longer than changes are remembered is not kept", () => {
    expect(new PageCache(2 ** 20).keep(rendered({ begun: clock() - 61_000 }))).toBe(false);
  });

  it("that was begun before the one that is kept is not kept, so that all processes keep the same", () => {
    const [first, second] = [rendered({ body: Buffer.from("first") }), rendered()];
    const [one, other] = [new PageCache(2 ** 20), new PageCache(2 ** 20)];
    for (const page of [first, second]) one.keep(page);
    for (const page of [second, first]) other.keep(page);
    expect(one.get(first.key)?.body.toString()).toBe("page");
    expect(other.get(first.key)?.etag).toBe(one.get(first.key)?.etag);
  });
});

describe("an old page", () => {
  const computed: ContentNotice = { model: null, computed: true };
  afterEach(() => vi.restoreAllMocks());
  /** Lets time pass on the clock of the cache. */
  const pass = (ms: number) => {
    const now = process.hrtime.bigint();
    vi.spyOn(process.hrtime, "bigint").mockReturnValue(now + BigInt(ms) * 1_000_000n);
  };

  it("is one after which workers have computed something, rendered before or since", () => {
    const cache = new PageCache(2 ** 20);
    const [page, late] = [rendered(), rendered({ key: { text: "/m/a/8", model: "m" } })];
    cache.keep(page);
    expect(cache.get(page.key)?.old).toBe(false);
    cache.heed(computed);
    expect(cache.get(page.key)?.old).toBe(true);
    expect(cache.keep(late)).toBe(true);
    expect(cache.get(late.key)?.old).toBe(true);
    expect(cache.keep(rendered())).toBe(true);
    expect(cache.get(page.key)?.old).toBe(false);
  });

  it("is overdue after five minutes, and gone once a person has changed it", () => {
    const cache = new PageCache(2 ** 20);
    const page = rendered();
    cache.keep(page);
    cache.heed(computed);
    pass(299_000);
    expect(cache.get(page.key)).toMatchObject({ old: true, overdue: false });
    pass(2_000);
    expect(cache.get(page.key)).toMatchObject({ old: true, overdue: true });
    const other = rendered({ begun: clock() });
    cache.keep(other);
    cache.heed(computed);
    cache.heed({ model: "m", sae: "a", own: [7], named: [], computed: false });
    expect(cache.get(other.key)).toBeUndefined();
  });

  it("is one of ten minutes ago", () => {
    const cache = new PageCache(2 ** 20);
    const page = rendered();
    cache.keep(page);
    pass(601_000);
    expect(cache.get(page.key)?.old).toBe(true);
  });
});
