import { describe, expect, test } from "vitest";
import { NEWER_KEYS, stripNewerKeys } from "../../../src/embedded-github/runner/newer-keys.ts";
import { parseTemplate } from "../../../src/embedded-github/runner/workflow/parse-template.ts";

function workflowWith(place: "workflow" | "job", line: string): string {
  const top = place === "workflow" ? `${line}\n` : "";
  const inside = place === "job" ? `    ${line}\n` : "";
  return `on: push\n${top}jobs:\n  a:\n    runs-on: u\n${inside}    steps: [{ run: echo }]\n`;
}

function errorsOf(text: string): readonly string[] {
  const { context } = parseTemplate("workflow", { path: "x.yml", text });
  return context.errors.getErrors().map(({ message }) => message);
}

const uses = NEWER_KEYS.flatMap(({ key, places, values }) =>
  places.flatMap((place) => values.map((value) => ({ place, line: `${key}: ${value}`, key }))),
);

describe("keys newer than the parser", () => {
  test.each(uses)(
    "$line in a $place is still unknown to the parser, so the entry is needed",
    ({ place, line, key }) => {
      expect(errorsOf(workflowWith(place, line))).toEqual([
        expect.stringContaining(`Unexpected value '${key}'`),
      ]);
    },
  );

  test.each(uses)("$line in a $place is accepted once it is blanked out", ({ place, line }) => {
    const text = workflowWith(place, line);
    const stripped = stripNewerKeys(text);

    expect(stripped.problems).toEqual([]);
    expect(errorsOf(stripped.text)).toEqual([]);
    expect(stripped.text).toHaveLength(text.length);
  });

  test("a key of that name somewhere else stays an error", () => {
    const text =
      "on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n      - run: echo\n        cache-mode: none\n";

    expect(stripNewerKeys(text)).toEqual({ text, problems: [] });
    expect(errorsOf(text)).toEqual([expect.stringContaining("Unexpected value 'cache-mode'")]);
  });

  test("a value GitHub does not know is reported at its place", () => {
    const { problems } = stripNewerKeys(workflowWith("job", "cache-mode: sometimes"));

    expect(problems).toEqual([{ line: 5, message: "(Line: 5, Col: 5): Unexpected value 'sometimes'" }]);
  });

  test("a file without such keys is not touched, even when it is no YAML at all", () => {
    expect(stripNewerKeys("on: [\n")).toEqual({ text: "on: [\n", problems: [] });
    expect(stripNewerKeys("[cache-mode: x")).toEqual({ text: "[cache-mode: x", problems: [] });
  });
});
