import { describe, expect, test } from "vitest";
import { evaluateExpression } from "../../../src/embedded-github/runner/expressions/evaluate-expression.ts";
import { globPattern } from "../../../src/embedded-github/runner/expressions/glob-pattern.ts";
import type { Json } from "../../../src/embedded-github/runner/expressions/json.ts";

const scope = {
  file: "x.yml",
  contexts: {
    github: { ref: "refs/heads/main", event: { inputs: { a: "1" } } },
    inputs: { flag: false, list: [{ n: 1 }, { n: 2 }] },
    env: { NAME: "value" },
  },
};

describe("evaluateExpression", () => {
  test.each<{ expression: string; value: Json }>([
    { expression: "github.REF == 'REFS/heads/MAIN'", value: true },
    { expression: "inputs.flag && 'yes' || 'no'", value: "no" },
    { expression: "inputs.list.*.n", value: [1, 2] },
    { expression: "join(inputs.list.*.n, '-')", value: "1-2" },
    { expression: "inputs['list'][1].n", value: 2 },
    { expression: "github.event.nothing.further", value: null },
    { expression: "matrix", value: null },
    { expression: "matrix.key", value: null },
    { expression: "fromJSON('{\"a\":[true,null]}').a", value: [true, null] },
    { expression: "toJSON(github.event.inputs)", value: '{\n  "a": "1"\n}' },
    { expression: "format('{0} {{x}} {1}', 'it''s ''q''', 2)", value: "it's 'q' {x} 2" },
    { expression: "'1' == 1 && null == '' && !''", value: true },
    { expression: "contains(fromJSON('[\"A\"]'), 'a') && startsWith('Abc', 'aB')", value: true },
    { expression: "success() && always() && !failure() && !cancelled()", value: true },
    { expression: "hashFiles('x')", value: "" },
  ])("$expression", ({ expression, value }) => {
    expect(evaluateExpression(expression, scope)).toEqual(value);
  });

  test.each(["unknown.x", "nothing()", "github.", "'open", "fromJSON('{')"])("refuses %s", (expression) => {
    expect(() => evaluateExpression(expression, scope)).toThrow(Error);
  });
});

describe("globPattern", () => {
  test.each([
    { glob: "**/*.lock", path: "a.lock", is: true },
    { glob: "**/*.lock", path: "a/b/c.lock", is: true },
    { glob: "*.lock", path: "a/b.lock", is: false },
    { glob: "src", path: "src/deep/x.ts", is: true },
    { glob: "src/**", path: "src/deep/x.ts", is: true },
    { glob: "a/**/b.ts", path: "a/b.ts", is: true },
    { glob: "a/**/**/b.ts", path: "a/x/y/b.ts", is: true },
    { glob: "x?.[jt]s", path: "xy.ts", is: true },
    { glob: "x?.[!jt]s", path: "xy.ts", is: false },
    { glob: "./a+b(c).txt", path: "a+b(c).txt", is: true },
    { glob: "a.b", path: "axb", is: false },
    { glob: "[", path: "[", is: true },
  ])("$glob and $path: $is", ({ glob, path, is }) => {
    expect(globPattern(glob).test(path)).toBe(is);
  });
});
