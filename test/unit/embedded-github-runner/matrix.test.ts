import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/embedded-github/runner/expressions/json.ts";
import { expandMatrix } from "../../../src/embedded-github/runner/workflow/matrix.ts";

function valuesOf(matrix: Json): readonly unknown[] | string {
  const expansion = expandMatrix(matrix);
  return expansion.kind === "unusable"
    ? expansion.reason
    : expansion.combinations.map(({ values }) => values);
}

describe("expandMatrix", () => {
  test("multiplies vectors, the first one changing slowest", () => {
    expect(valuesOf({ a: [1, 2], b: ["x", "y"] })).toEqual([
      { a: 1, b: "x" },
      { a: 1, b: "y" },
      { a: 2, b: "x" },
      { a: 2, b: "y" },
    ]);
  });

  test("takes include alone as the list of combinations", () => {
    expect(valuesOf({ include: [{ key: "a" }, { key: "b", n: 2 }] })).toEqual([
      { key: "a" },
      { key: "b", n: 2 },
    ]);
  });

  test("excludes by part of a combination and by nested values", () => {
    expect(
      valuesOf({
        os: [
          { name: "linux", arch: "x" },
          { name: "mac", arch: "x" },
        ],
        n: [1, 2],
        exclude: [{ n: 2, os: { name: "mac" } }],
      }),
    ).toEqual([
      { os: { name: "linux", arch: "x" }, n: 1 },
      { os: { name: "linux", arch: "x" }, n: 2 },
      { os: { name: "mac", arch: "x" }, n: 1 },
    ]);
  });

  test("lets a later include change what an earlier one added, never a vector", () => {
    expect(valuesOf({ a: [1], include: [{ b: 1 }, { b: 2 }, { a: 2 }] })).toEqual([{ a: 1, b: 2 }, { a: 2 }]);
  });

  test("labels combinations by their vectors, not by what include adds, and skips empty values", () => {
    const expansion = expandMatrix({
      a: ["", { deep: ["x", true, null] }],
      include: [{ color: "green" }],
    });

    expect(expansion.kind === "combinations" && expansion.combinations.map(({ labels }) => labels)).toEqual([
      [],
      ["x", "true"],
    ]);
  });

  test.each<{ matrix: Json; reason: string }>([
    { matrix: "x", reason: "A mapping was expected" },
    { matrix: { a: "x" }, reason: "A sequence was expected" },
    { matrix: { a: [] }, reason: "Matrix vector 'a' does not contain any values" },
    { matrix: {}, reason: "Matrix must define at least one vector" },
    { matrix: { include: [] }, reason: "Matrix must define at least one vector" },
    { matrix: { include: ["x"] }, reason: "A sequence of mappings was expected" },
    { matrix: { a: [1], exclude: [{ a: 1 }] }, reason: "Matrix must define at least one combination" },
    {
      matrix: { include: Array.from({ length: 257 }, (_, n) => ({ n })) },
      reason: "Matrix must not define more than 256 combinations",
    },
    {
      matrix: Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`v${n}`, [1, 2, 3, 4]])),
      reason: "Matrix must not define more than 256 combinations",
    },
  ])("refuses what cannot be expanded: $reason", ({ matrix, reason }) => {
    expect(valuesOf(matrix)).toBe(reason);
  });
});
