import { execFileSync } from "node:child_process";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { generatedFiles, withGenerated } from "../../scripts/generated-files.ts";
import { parseCommand } from "../../src/core/commands/parse-command.ts";
import { parseConfig } from "../../src/core/config/parse-config.ts";
import { readFromRoot, ROOT } from "../support/source-files.ts";

function codeBlocks(path: string, language: string): readonly string[] {
  const blocks = readFromRoot(path).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gmu);
  return [...blocks].flatMap(([, name, text]) => (name === language && text !== undefined ? [text] : []));
}

describe("generated files", () => {
  test("are up to date, by the script's own check", () => {
    const argv = ["--import", "tsx", "scripts/write-schemas.ts", "--check"];

    expect(execFileSync(process.execPath, argv, { cwd: ROOT, encoding: "utf8" })).toBe("");
  });

  test("come whole from the schemas, and a lost table is seen", () => {
    function withoutTables(path: string): string {
      return readFromRoot(path).replaceAll(/^\| .*\n/gmu, "");
    }
    const fresh = generatedFiles(readFromRoot);

    expect(generatedFiles(withoutTables)).toEqual(fresh);
    const stale = fresh.filter(({ path, text }) => withoutTables(path) !== text);
    expect(stale.map(({ path }) => path)).toEqual(["docs/configuration.md", "docs/commands.md"]);
    expect(fresh.map(({ path }) => path)).toContain("schemas/config.schema.json");
  });

  test("keep the prose around their marks, and miss a lost mark", () => {
    const part = { name: "x", body: "new" };

    expect(withGenerated("a\n<!-- generated: x -->\nold\n<!-- end: x -->\nb", part)).toBe(
      "a\n<!-- generated: x -->\n\nnew\n\n<!-- end: x -->\nb",
    );
    expect(() => withGenerated("a", part)).toThrow("The mark <!-- generated: x --> is missing.");
  });
});

describe("the documents", () => {
  test("show configurations that hold, to us and to an editor", () => {
    const schema = z
      .record(z.string(), z.unknown())
      .parse(JSON.parse(readFromRoot("schemas/config.schema.json")));
    const validate = new Ajv2020().compile(schema);
    const examples = codeBlocks("docs/configuration.md", "yaml");

    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      expect(parseConfig(example, "docs/configuration.md").problems).toEqual([]);
      expect(validate(parse(example))).toBe(true);
    }
    expect(validate({ maxWorker: 3 })).toBe(false);
    expect(validate({ maxWorkers: 0 })).toBe(false);
  });

  test("show commands that are understood", () => {
    const lines = codeBlocks("docs/commands.md", "text").flatMap((block) => block.trim().split("\n"));

    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(parseCommand(line)).toMatchObject({ kind: "command", line });
  });
});
