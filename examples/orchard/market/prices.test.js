import assert from "node:assert/strict";
import { test } from "node:test";
import { priceOf } from "./prices.js";

test("a price is rounded to whole cents", () => {
  assert.equal(priceOf("apple", 1.255), 301);
});

test("a sort without a price is refused", () => {
  assert.throws(() => priceOf("quince", 1), /quince/);
});
