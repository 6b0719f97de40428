import { describe, expect, it } from "vitest";
import { escapeHtml } from "../escape-html";
import { activationHtml } from "./activation-html";

const token = { kind: "token", value: 14.2, level: 10, from: 3, to: 3, peak: true } as const;

describe("activationHtml", () => {
  it("escapes text and marks alike", () => {
    const html = activationHtml(
      {
        segments: [
          { kind: "text", text: '</bdi><img src=x onerror="alert(1)"> & \'' },
          { ...token, text: "<script>alert(1)</script>" },
        ],
        cutBefore: false,
        cutAfter: false,
      },
      true,
    );
    expect(html).toBe(
      "&lt;/bdi&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#39;" +
        '<mark class="act act-10 act-peak" data-tip="14.2 · token 3" tabindex="0">' +
        "&lt;script&gt;alert(1)&lt;/script&gt;</mark>",
    );
  });

  it("marks who speaks", () => {
    const segments = [
      { kind: "role", role: "user" },
      { kind: "text", text: "Hello" },
    ] as const;
    expect(activationHtml({ segments: [...segments], cutBefore: false, cutAfter: false }, false)).toBe(
      '<span class="role">user</span>Hello',
    );
  });

  it("escapes what is escaped already, so that a text shows what it says", () => {
    expect(escapeHtml("&lt;b&gt;")).toBe("&amp;lt;b&amp;gt;");
  });

  it("names all positions of a split character, and only the peak takes the Tab key", () => {
    const shown = {
      segments: [{ ...token, text: "é", to: 4, peak: false, level: 2 }],
      cutBefore: true,
      cutAfter: false,
    };
    const html = activationHtml(shown, true);
    expect(html).toContain('class="act act-2" data-tip="14.2 · tokens 3–4">é');
    expect(html.startsWith('<span class="text-soft" aria-hidden="true">…</span>')).toBe(true);
    expect(activationHtml(shown, false)).not.toContain("tabindex");
  });

  it("draws a line break, with its sign unless a mark has shown it", () => {
    const lineEnd = (sign: boolean) =>
      activationHtml({ segments: [{ kind: "line-end", sign }], cutBefore: false, cutAfter: false }, true);
    expect(lineEnd(true)).toBe('<span class="text-soft" aria-hidden="true">↵</span><br>');
    expect(lineEnd(false)).toBe("<br>");
  });
});
