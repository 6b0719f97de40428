import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { expect, test } from "vitest";
import { PROJECT_ROOT } from "@/domain/project-root";

const components = join(PROJECT_ROOT, "app/components");
const gallery = join(PROJECT_ROOT, "app/dev/gallery");

/** Components that only stand in a page: they ask the server, watch the whole window, or take the focus. */
const ON_PAGES_ONLY = [
  ...[
    "account-link",
    "catalogue-links",
    "help",
    "help-dialog",
    "keep-title",
    "refresh",
    "search-box",
    "shell",
  ],
  ...["shortcuts", "sign-out-button", "site-header", "theme-toggle", "tips", "live-text/live-text"],
  ...["live-collections", "progress-strip", "subscription"].map((name) => `collection-progress/${name}`),
  ...[
    "comment-form",
    "comment-list",
    "edit-form",
    "label-history",
    "label-item",
    "labels",
    "propose-form",
  ].map((name) => `labels/${name}`),
  "labels/reason-form",
  ...["command-palette", "main-links", "palette-button", "site-menu"].map((name) => `navigation/${name}`),
  "neighbourhood/neighbourhood",
  ...["published-heading", "published-index", "published-sections"].map((name) => `published/${name}`),
  ...["share-button", "share-panel"].map((name) => `share/${name}`),
  // what the fields of forms are made of
  "forms/field",
];

test("every shared component is in the gallery, or is known to stand in pages only", () => {
  const named = readdirSync(components, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".tsx") && !file.endsWith(".test.tsx"))
    .map((file) => file.replaceAll(sep, "/").replace(/\.tsx$/, ""));
  const shown = readdirSync(gallery)
    .map((file) => readFileSync(join(gallery, file), "utf8"))
    .join("\n");
  const inGallery = named.filter((name) => shown.includes(`"@/app/components/${name}"`));
  expect(inGallery.length).toBeGreaterThan(15);
  expect([...inGallery.filter((name) => name !== "shell"), ...ON_PAGES_ONLY].sort()).toEqual(named.sort());
});
