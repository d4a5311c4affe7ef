import { afterEach, describe, expect, it, vi } from "vitest";
import { readOptions } from "../../../bench/read-options.ts";

const OPTIONS = { json: { type: "string" }, help: { type: "boolean" } } as const;

interface Answer {
  readonly values: unknown;
  readonly out: string;
  readonly error: string;
  readonly code: unknown;
}

function answerTo(...args: readonly string[]): Answer {
  const out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const error = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const values = readOptions({ args: [...args], options: OPTIONS }, "The help.\n");
  const said = { out: out.mock.calls.join(""), error: error.mock.calls.join("") };
  const code = process.exitCode;
  process.exitCode = undefined;
  return { values, ...said, code };
}

describe("the options of a benchmark", () => {
  afterEach(() => vi.restoreAllMocks());

  it("are read, and explained where that is asked for", () => {
    expect(answerTo("--json", "a.json")).toMatchObject({ values: { json: "a.json" }, code: undefined });
    vi.restoreAllMocks();
    expect(answerTo("--help")).toEqual({ values: undefined, out: "The help.\n", error: "", code: undefined });
  });

  it.each([["--foo"], ["word"], ["--json"], ["--help=yes"]])("are refused in one line: %s", (word) => {
    const { values, error, code } = answerTo(word);
    expect([values, code]).toEqual([undefined, 2]);
    expect(error).toMatch(/^.*--help lists the options\.\n$/u);
  });
});
