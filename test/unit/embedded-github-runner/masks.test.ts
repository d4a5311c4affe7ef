import { expect, test } from "vitest";
import { Masks } from "../../../src/embedded-github/runner/log/masks.ts";

function masksOf(...values: string[]): Masks {
  const masks = new Masks();
  for (const value of values) masks.add(value);
  return masks;
}

test.each([
  { values: ["secret"], text: "a secret b secret", masked: "a *** b ***" },
  { values: ["one", "one-two"], text: "one-two one", masked: "*** ***" },
  { values: ["a b/ü"], text: "a%20b%2F%C3%BC and YSBiL8O8", masked: "*** and ***" },
  { values: ['say "x"'], text: String.raw`{"v":"say \"x\""}`, masked: '{"v":"***"}' },
  { values: ["first\nsecond"], text: "only second", masked: "only ***" },
  { values: ["", "  ", "\n"], text: "nothing to hide", masked: "nothing to hide" },
])("masks $values in $text", ({ values, text, masked }) => {
  expect(masksOf(...values).apply(text)).toBe(masked);
});

test("knows whether a text contains a masked value", () => {
  expect(masksOf("secret").isIn("a secret")).toBe(true);
  expect(masksOf("secret").isIn("nothing")).toBe(false);
});
