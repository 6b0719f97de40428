import { expect, it } from "vitest";
import { isSetupCode, setupCode } from "./setup-code";

const SECRET = "a secret of at least thirty-two characters";

it("is one code for one secret, in letters that are not mistaken for others", () => {
  expect(setupCode(SECRET)).toMatch(/^[A-HJKMNP-Z2-9]{5}-[A-HJKMNP-Z2-9]{5}$/);
  expect(setupCode(SECRET)).toBe(setupCode(SECRET));
  expect(setupCode(`${SECRET}.`)).not.toBe(setupCode(SECRET));
});

it("is taken in any case, with or without its dash, and nothing else is", () => {
  const code = setupCode(SECRET);
  for (const typed of [code, code.toLowerCase(), code.replace("-", ""), ` ${code} `])
    expect(isSetupCode(typed, SECRET)).toBe(true);
  for (const typed of [
    "",
    "-",
    code.slice(1),
    `${code}A`,
    setupCode("another secret, also long enough it is"),
  ])
    expect(isSetupCode(typed, SECRET)).toBe(false);
});
