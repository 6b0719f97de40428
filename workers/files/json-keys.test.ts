import { expect, it } from "vitest";
import { duplicateKey } from "./json-keys";

it.each([
  ['{"a":1,"a":2}', "a"],
  ['{"x":{"b":1, "b" : 2}}', "b"],
  ['[{"c":1},{"c":2,"d":{},"c":3}]', "c"],
  // The same key, once written with an escape.
  ['{"\\u0061":1,"a":2}', "a"],
  ['{"q\\"":1,"q\\"":2}', 'q"'],
])("finds the key that %s has twice", (text, key) => {
  expect(duplicateKey(text)).toBe(key);
});

it.each([
  ['{"a":{"a":{"a":1}},"b":["a","a","b"]}'],
  ['{"a":"b","b":"a"}'],
  // Looks like a key, but stands inside a string.
  ['{"a":"\\"a\\":1,{[","b":"}"}'],
  ["[]"],
  ['"a"'],
])("finds none in %s", (text) => {
  expect(duplicateKey(text)).toBeNull();
});
