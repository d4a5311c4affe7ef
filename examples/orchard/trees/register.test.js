import assert from "node:assert/strict";
import { test } from "node:test";
import { createRegister, plantTree, treesOfSort } from "./register.js";

test("a planted tree stands in the register", () => {
  const register = plantTree(createRegister(), { number: 1, sort: "apple", row: 3 });

  assert.deepEqual(treesOfSort(register, "apple"), [{ number: 1, sort: "apple", row: 3 }]);
});

test("a number is given once", () => {
  const register = plantTree(createRegister(), { number: 1, sort: "apple", row: 3 });

  assert.throws(() => plantTree(register, { number: 1, sort: "pear", row: 4 }), /already/);
});
