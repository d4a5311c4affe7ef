import assert from "node:assert/strict";
import { test } from "node:test";
import { labelOf, labelsOf } from "./labels.js";

test("a label names row, tree and sort", () => {
  assert.equal(labelOf({ number: 17, sort: "apple", row: 3 }), "Row 3 · Tree 17 · apple");
});

test("labels follow the rows", () => {
  const register = [
    { number: 9, sort: "plum", row: 2 },
    { number: 4, sort: "pear", row: 1 },
  ];

  assert.deepEqual(labelsOf(register), ["Row 1 · Tree 4 · pear", "Row 2 · Tree 9 · plum"]);
});
