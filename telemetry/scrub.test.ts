import { expect, test } from "vitest";
import { scrub } from "./scrub";

test("takes out what must not be in a log, and leaves the rest", () => {
  for (const [text, left] of [
    ["GET /search?q=my+secret+thought 200", "GET /search?[left out] 200"],
    ['"path":"/api/auth/callback/oidc?code=abc&state=d"', '"path":"/api/auth/callback/oidc?[left out]"'],
    ["fetch https://host/a/b?token=abc failed", "fetch https://host/a/b?[left out] failed"],
    ["connect postgres://me:pw@db:5432/x", "connect postgres://[left out]@db:5432/x"],
    ["key fsk_Ab-9_x is gone", "key [key left out] is gone"],
    ["Authorization: Bearer abc.def", "Authorization: [left out]"],
    ["sent Bearer abc.def on", "sent Bearer [left out] on"],
    ['{"cookie":"featurescope.session=abc; colours=dark"}', '{"cookie":"[left out]"}'],
    ["FEATURESCOPE_SECRET=abc HF_TOKEN=hf_x", "FEATURESCOPE_SECRET=[left out] HF_TOKEN=[left out]"],
    ['{"password":"abc"}', '{"password":"[left out]"}'],
  ] as const)
    expect(scrub(text)).toBe(left);
  for (const plain of [
    "What is this? A sentence / with a slash, and 3 tokens a second.",
    '{"tokens":5,"ms":12,"path":"/a/b"}',
    "at /srv/featurescope/server/a.ts:10:5",
    "See logs/web.log in the data folder.",
  ])
    expect(scrub(plain)).toBe(plain);
});

test("leaves a line of JSON one", () => {
  const line = JSON.stringify({
    msg: 'POST "/x?y=\\"1\\"" with cookie: a="b"',
    token: 5,
    err: { message: "password=x}" },
  });
  expect(() => JSON.parse(scrub(line)) as unknown).not.toThrow();
});
